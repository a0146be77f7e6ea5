"""Messages of constraints in plainer words. The constraints stay: no SQL is run."""

import django.contrib.postgres.fields
import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0020_known_on'),
        ('sources', '0005_plainer_messages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='claimsearch',
            name='facets',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Each facet of the claim, as one number.', size=None),
        ),
        migrations.AlterField(
            model_name='facetcount',
            name='code',
            field=models.BigIntegerField(help_text='The facet, as one number.'),
        ),
        migrations.AlterConstraint(
            model_name='affiliation',
            name='affiliation_is_with_somebody_else',
            constraint=models.CheckConstraint(condition=models.Q(('claimant', models.F('party')), _negated=True), name='affiliation_is_with_somebody_else', violation_error_message='A claimant cannot be affiliated with itself.'),
        ),
        migrations.AlterConstraint(
            model_name='change',
            name='change_kind_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'status', 'position', 'reworded', 'correction', 'taken_back', 'retracted', 'republished'])), name='change_kind_is_known', violation_error_message='Choose a known kind of change.'),
        ),
        migrations.AlterConstraint(
            model_name='change',
            name='change_is_of_a_version_or_a_correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('version__isnull', False)), models.Q(('claim__isnull', True), ('correction__isnull', False), ('version__isnull', True)), _connector='OR'), name='change_is_of_a_version_or_a_correction', violation_error_message='Choose the version of a claim, or a correction that is about none.'),
        ),
        migrations.AlterConstraint(
            model_name='changetopic',
            name='change_filed_once',
            constraint=models.UniqueConstraint(fields=('change', 'topic'), name='change_filed_once', violation_error_message='This change is already filed under this topic.'),
        ),
        migrations.AlterConstraint(
            model_name='citation',
            name='citation_relay_says_for_whom',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('relayed_by__isnull', True), ('relayed_for__isnull', True)), models.Q(('relayed_by__isnull', False), ('relayed_for__isnull', False)), _connector='OR'), name='citation_relay_says_for_whom', violation_error_message='Second-hand words: say both who passes them on and for which party.'),
        ),
        migrations.AlterConstraint(
            model_name='citation',
            name='citation_proof_is_whole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capture__isnull', True), ('end__isnull', True), ('prefix', ''), ('proved_at__isnull', True), ('start__isnull', True), ('suffix', '')), models.Q(('capture__isnull', False), ('end__isnull', False), ('proved_at__isnull', False), ('start__isnull', False)), _connector='OR'), name='citation_proof_is_whole', violation_error_message='A proof needs a capture, both offsets and a time.'),
        ),
        migrations.AlterConstraint(
            model_name='citation',
            name='citation_offsets_span_the_excerpt',
            constraint=models.CheckConstraint(condition=models.Q(('start__isnull', True), ('end', django.db.models.expressions.CombinedExpression(models.F('start'), '+', django.db.models.functions.text.Length('excerpt'))), _connector='OR'), name='citation_offsets_span_the_excerpt', violation_error_message='The offsets do not match the length of the excerpt.'),
        ),
        migrations.AlterConstraint(
            model_name='citation',
            name='citation_excerpt_is_short',
            constraint=models.CheckConstraint(condition=models.Q(('excerpt__regex', '^[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*([^\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+){25}[^\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'), _negated=True), name='citation_excerpt_is_short', violation_error_message='An excerpt can have at most 25 words. Choose the shortest span that carries the position.'),
        ),
        migrations.AlterConstraint(
            model_name='claim',
            name='claim_retraction_says_who_when_and_why',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retracted_at__isnull', False), ('retracted_by__isnull', False), ('state', 'retracted'), models.Q(('retraction_reason', ''), _negated=True)), models.Q(models.Q(('state', 'retracted'), _negated=True), ('retracted_at__isnull', True), ('retracted_by__isnull', True), ('retraction_reason', '')), _connector='OR'), name='claim_retraction_says_who_when_and_why', violation_error_message='A retraction needs a person, a time and a reason. Leave them empty for what is not retracted.'),
        ),
        migrations.AlterConstraint(
            model_name='claim',
            name='claim_has_a_text',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='claim_has_a_text', violation_error_message='Write the proposition.'),
        ),
        migrations.AlterConstraint(
            model_name='claim',
            name='claim_status_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'asserted', 'agreed', 'disputed'])), name='claim_status_is_known', violation_error_message='The status follows from the statements and cannot be set.'),
        ),
        migrations.AlterConstraint(
            model_name='claim',
            name='claim_publication_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='claim_publication_says_who_and_when', violation_error_message='A claim that was published needs a person and a time of publication; a draft has neither.'),
        ),
        migrations.AlterConstraint(
            model_name='claimant',
            name='claimant_wikidata_id_once',
            constraint=models.UniqueConstraint(condition=models.Q(('wikidata_id', ''), _negated=True), fields=('wikidata_id',), name='claimant_wikidata_id_once', violation_error_message='Another claimant already has this Wikidata id.'),
        ),
        migrations.AlterConstraint(
            model_name='claimant',
            name='claimant_unnamed_is_no_party',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'unnamed'), ('speaks_for_itself', True), _negated=True), name='claimant_unnamed_is_no_party', violation_error_message='An unnamed source cannot be a party. Say under affiliations which party it speaks for.'),
        ),
        migrations.AlterConstraint(
            model_name='claimant',
            name='claimant_outlet_voice_has_its_outlet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'outlet'), ('outlet__isnull', False)), models.Q(models.Q(('kind', 'outlet'), _negated=True), ('outlet__isnull', True)), _connector='OR'), name='claimant_outlet_voice_has_its_outlet', violation_error_message='Choose the outlet for the kind "outlet in its own voice", and for no other kind. An outlet that is itself a party needs a second claimant.'),
        ),
        migrations.AlterConstraint(
            model_name='correction',
            name='correction_says_what_and_why',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('notice', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='correction_says_what_and_why', violation_error_message='Say what was altered and why.'),
        ),
        migrations.AlterConstraint(
            model_name='correctionproposal',
            name='proposal_outcome_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='proposal_outcome_says_who_and_when', violation_error_message='A settled proposal needs a person and a time, a waiting one neither.'),
        ),
        migrations.AlterConstraint(
            model_name='coverage',
            name='coverage_capture_comes_with_its_article',
            constraint=models.CheckConstraint(condition=models.Q(('capture__isnull', True), ('article__isnull', False), _connector='OR'), name='coverage_capture_comes_with_its_article', violation_error_message='Choose the article that the capture is of.'),
        ),
        migrations.AlterConstraint(
            model_name='factcheck',
            name='fact_check_says_who_where_and_what',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewer', ''), _negated=True), models.Q(('url', ''), _negated=True), models.Q(('rating', ''), _negated=True)), name='fact_check_says_who_where_and_what', violation_error_message='A fact-check needs a reviewer, an address and a rating.'),
        ),
        migrations.AlterConstraint(
            model_name='merge',
            name='merge_is_of_one_pair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim_from__isnull', False), ('claim_into__isnull', False), ('claimant_from__isnull', True), ('claimant_into__isnull', True), ('outlet_from__isnull', True), ('outlet_into__isnull', True)), models.Q(('claim_from__isnull', True), ('claim_into__isnull', True), ('claimant_from__isnull', False), ('claimant_into__isnull', False), ('outlet_from__isnull', True), ('outlet_into__isnull', True)), models.Q(('claim_from__isnull', True), ('claim_into__isnull', True), ('claimant_from__isnull', True), ('claimant_into__isnull', True), ('outlet_from__isnull', False), ('outlet_into__isnull', False)), _connector='OR'), name='merge_is_of_one_pair', violation_error_message='Choose two claims, two claimants or two outlets.'),
        ),
        migrations.AlterConstraint(
            model_name='merge',
            name='merge_undone_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_says_who_and_when', violation_error_message='An undone merge needs a person and a time.'),
        ),
        migrations.AlterConstraint(
            model_name='merge',
            name='merge_of_claim_once',
            constraint=models.UniqueConstraint(condition=models.Q(('claim_from__isnull', False), ('undone_at__isnull', True)), fields=('claim_from',), name='merge_of_claim_once', violation_error_message='This claim has already been merged into another one.'),
        ),
        migrations.AlterConstraint(
            model_name='merge',
            name='merge_of_claimant_once',
            constraint=models.UniqueConstraint(condition=models.Q(('claimant_from__isnull', False), ('undone_at__isnull', True)), fields=('claimant_from',), name='merge_of_claimant_once', violation_error_message='This claimant has already been merged into another one.'),
        ),
        migrations.AlterConstraint(
            model_name='merge',
            name='merge_of_outlet_once',
            constraint=models.UniqueConstraint(condition=models.Q(('outlet_from__isnull', False), ('undone_at__isnull', True)), fields=('outlet_from',), name='merge_of_outlet_once', violation_error_message='This outlet has already been merged into another one.'),
        ),
        migrations.AlterConstraint(
            model_name='offeredcitation',
            name='offered_outcome_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'accepted', 'sent_back', 'withdrawn'])), name='offered_outcome_is_known', violation_error_message='Choose waiting, let through, sent back or withdrawn.'),
        ),
        migrations.AlterConstraint(
            model_name='offeredcitation',
            name='offered_outcome_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='offered_outcome_says_who_and_when', violation_error_message='A settled offer needs a person and a time, a waiting one neither.'),
        ),
        migrations.AlterConstraint(
            model_name='offeredcitation',
            name='offered_accepted_has_its_citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('citation__isnull', False), ('outcome', 'accepted')), models.Q(models.Q(('outcome', 'accepted'), _negated=True), ('citation__isnull', True)), _connector='OR'), name='offered_accepted_has_its_citation', violation_error_message='Only an offer that was let through has a citation, and it needs it.'),
        ),
        migrations.AlterConstraint(
            model_name='offeredcitation',
            name='offered_offsets_span_the_excerpt',
            constraint=models.CheckConstraint(condition=models.Q(('end', django.db.models.expressions.CombinedExpression(models.F('start'), '+', django.db.models.functions.text.Length('excerpt')))), name='offered_offsets_span_the_excerpt', violation_error_message='The offsets do not match the length of the excerpt.'),
        ),
        migrations.AlterConstraint(
            model_name='offeredcitation',
            name='offered_waits_once',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('statement', 'article', 'excerpt'), name='offered_waits_once', violation_error_message='These words are already offered for this statement.'),
        ),
        migrations.AlterConstraint(
            model_name='probabledouble',
            name='double_names_the_older_first',
            constraint=models.CheckConstraint(condition=models.Q(('claim__lt', models.F('other'))), name='double_names_the_older_first', violation_error_message='Choose two different claims, the older one first.'),
        ),
        migrations.AlterConstraint(
            model_name='probabledouble',
            name='double_score_is_a_share',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='double_score_is_a_share', violation_error_message='The score must be between 0 and 1.'),
        ),
        migrations.AlterConstraint(
            model_name='probabledouble',
            name='double_outcome_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'merged', 'different'])), name='double_outcome_is_known', violation_error_message='Choose waiting, merged or not the same.'),
        ),
        migrations.AlterConstraint(
            model_name='probabledouble',
            name='double_outcome_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='double_outcome_says_who_and_when', violation_error_message='A settled double needs a person and a time, a waiting one neither.'),
        ),
        migrations.AlterConstraint(
            model_name='queueentry',
            name='queue_entry_once',
            constraint=models.UniqueConstraint(fields=('queue', 'row'), name='queue_entry_once', violation_error_message='This is already waiting in that queue.'),
        ),
        migrations.AlterConstraint(
            model_name='report',
            name='report_says_something',
            constraint=models.CheckConstraint(condition=models.Q(('message', ''), _negated=True), name='report_says_something', violation_error_message='Write a message.'),
        ),
        migrations.AlterConstraint(
            model_name='report',
            name='report_outcome_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'covered', 'answered', 'closed'])), name='report_outcome_is_known', violation_error_message='Choose waiting, turned into coverage, answered or closed.'),
        ),
        migrations.AlterConstraint(
            model_name='report',
            name='report_outcome_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='report_outcome_says_who_and_when', violation_error_message='A settled report needs a person and a time, a waiting one neither.'),
        ),
        migrations.AlterConstraint(
            model_name='reportsender',
            name='report_sender_once_a_day',
            constraint=models.UniqueConstraint(fields=('day', 'sender'), name='report_sender_once_a_day', violation_error_message='This sender has already been counted today.'),
        ),
        migrations.AlterConstraint(
            model_name='review',
            name='review_is_of_one_thing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('statement__isnull', True)), models.Q(('claim__isnull', True), ('statement__isnull', False)), _connector='OR'), name='review_is_of_one_thing', violation_error_message='Choose either a claim or a statement.'),
        ),
        migrations.AlterConstraint(
            model_name='review',
            name='review_outcome_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'published', 'sent_back', 'withdrawn'])), name='review_outcome_is_known', violation_error_message='Choose waiting, published, sent back or withdrawn.'),
        ),
        migrations.AlterConstraint(
            model_name='review',
            name='review_outcome_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='review_outcome_says_who_and_when', violation_error_message='A settled review needs a person and a time, a waiting one neither.'),
        ),
        migrations.AlterConstraint(
            model_name='statement',
            name='statement_retraction_says_who_when_and_why',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retracted_at__isnull', False), ('retracted_by__isnull', False), ('state', 'retracted'), models.Q(('retraction_reason', ''), _negated=True)), models.Q(models.Q(('state', 'retracted'), _negated=True), ('retracted_at__isnull', True), ('retracted_by__isnull', True), ('retraction_reason', '')), _connector='OR'), name='statement_retraction_says_who_when_and_why', violation_error_message='A retraction needs a person, a time and a reason. Leave them empty for what is not retracted.'),
        ),
        migrations.AlterConstraint(
            model_name='statement',
            name='statement_once',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'retracted'), _negated=True), fields=('claim', 'claimant', 'party', 'stance', 'said_on', 'said_on_precision'), name='statement_once', violation_error_message='This position is already on the record. Add a citation to the existing statement instead.'),
        ),
        migrations.AlterConstraint(
            model_name='vanishedexcerpt',
            name='vanished_once_per_capture',
            constraint=models.UniqueConstraint(fields=('citation', 'capture'), name='vanished_once_per_capture', violation_error_message='This has already been noticed.'),
        ),
        migrations.AlterConstraint(
            model_name='vanishedexcerpt',
            name='vanished_outcome_is_known',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'back', 'settled'])), name='vanished_outcome_is_known', violation_error_message='Choose waiting, back or looked into.'),
        ),
        migrations.AlterConstraint(
            model_name='vanishedexcerpt',
            name='vanished_outcome_says_when_and_why',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('outcome', 'back'), ('settled_at__isnull', False)), models.Q(('outcome', 'settled'), ('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='vanished_outcome_says_when_and_why', violation_error_message='Say who looked into it, when, and what came of it.'),
        ),
    ]
