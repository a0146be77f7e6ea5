"""What tests know of the readers' templates that readers do not."""

from django.template import engines
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered

from public.environment import UnknownName


def watch_templates() -> None:
    """Have `response.context` hold what a view gave to a Jinja2 template, and unknown names be errors.

    Django's own templates tell the test client so themselves.
    """
    engines["jinja2"].env.undefined = UnknownName
    render = Template.render

    def render_and_tell(self, context=None, request=None):
        context = {} if context is None else context
        html = render(self, context, request)
        template_rendered.send(sender=self, template=self, context=context)
        return html

    Template.render = render_and_tell
