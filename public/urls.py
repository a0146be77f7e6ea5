from django.urls import path

from .about.integrity import integrity
from .about.policies import policies, security_txt
from .about.views import about, style
from .articles.views import article_detail
from .changes.views import changes
from .claim_detail.views import claim_detail, claim_preview
from .claim_history.views import claim_citation, claim_history, claim_version
from .claim_list.views import claim_list, search_download, search_feed
from .claimants.views import claimant_detail, claimant_list
from .compare.views import compare
from .data.views import data, data_file, data_package
from .embeds.views import claim_card, oembed
from .feeds.views import (
    changes_archive,
    changes_feed,
    claim_feed,
    claimant_feed,
    corrections_feed,
    outlet_feed,
    topic_feed,
)
from .follow.views import (
    follow,
    follow_confirm,
    follow_ended,
    follow_own,
    follow_row,
    follow_search,
    follow_sent,
    follow_unsubscribe,
)
from .home import home
from .linked_data.views import citation_data, claim_data, claimant_data, topic_data, vocabulary
from .outlets.views import outlet_detail, outlet_list
from .report.views import report, report_thanks
from .share_image.views import claim_image, topic_image
from .sitemaps.views import sitemap_index, sitemap_pages, sitemap_part
from .suggestions.views import suggestions
from .topics.views import topic_detail, topic_list

urlpatterns = [
    path("", home, name="home"),
    path("claims/", claim_list, name="claim_list"),
    path("claims/<int:pk>/", claim_detail, name="claim_detail"),
    path("claims/<int:pk>/history/", claim_history, name="claim_history"),
    path("claims/<int:pk>/versions/<int:number>/", claim_version, name="claim_version"),
    path("claims/<int:pk>/share.png", claim_image, name="claim_image"),
    path("claims/<int:pk>/card.html", claim_card, name="claim_card"),
    path("claims/<int:pk>/preview.html", claim_preview, name="claim_preview"),
    path("claims/<int:pk>/<str:slug>/", claim_detail, name="claim_detail"),
    path("claimants/", claimant_list, name="claimant_list"),
    path("claimants/<int:pk>/", claimant_detail, name="claimant_detail"),
    path("claimants/<int:pk>/<str:slug>/", claimant_detail, name="claimant_detail"),
    path("outlets/", outlet_list, name="outlet_list"),
    path("outlets/<int:pk>/", outlet_detail),
    path("outlets/<int:pk>/<str:slug>/", outlet_detail, name="outlet_detail"),
    path("articles/<int:pk>/", article_detail, name="article_detail"),
    path("suggestions/", suggestions, name="suggestions"),
    path("topics/", topic_list, name="topic_list"),
    path("topics/<int:pk>/", topic_detail, name="topic_detail"),
    path("topics/<int:pk>/<str:slug>/", topic_detail, name="topic_detail"),
    path("topics/<int:pk>/share.png", topic_image, name="topic_image"),
    path("compare/", compare, name="compare"),
    path("changes/", changes, name="changes"),
    path("feeds/changes.<slug:format>", changes_feed, name="changes_feed"),
    path("feeds/changes-<int:number>.<slug:format>", changes_archive, name="changes_archive"),
    path("feeds/corrections.<slug:format>", corrections_feed, name="corrections_feed"),
    path("feeds/claims/<int:pk>.<slug:format>", claim_feed, name="claim_feed"),
    path("feeds/topics/<int:pk>.<slug:format>", topic_feed, name="topic_feed"),
    path("feeds/claimants/<int:pk>.<slug:format>", claimant_feed, name="claimant_feed"),
    path("feeds/outlets/<int:pk>.<slug:format>", outlet_feed, name="outlet_feed"),
    path("feeds/search.<slug:format>", search_feed, name="search_feed"),
    path("follow/", follow, name="follow"),
    path("follow/search/", follow_search, name="follow_search"),
    path("follow/sent/", follow_sent, name="follow_sent"),
    path("follow/ended/", follow_ended, name="follow_ended"),
    path("follow/confirm/<str:token>/", follow_confirm, name="follow_confirm"),
    path("follow/own/<str:token>/", follow_own, name="follow_own"),
    path("follow/unsubscribe/<str:token>/", follow_unsubscribe, name="follow_unsubscribe"),
    path("follow/<slug:kind>/<int:pk>/", follow_row, name="follow_row"),
    path("about/style/", style, name="style"),
    path("about/integrity/", integrity, name="integrity"),
    path("about/policies/", policies, name="policies"),
    path("about/", about, name="about"),
    path("data/", data, name="data"),
    path("ns", vocabulary, name="vocabulary"),
    path("report/", report, name="report"),
    path("report/thanks/", report_thanks, name="report_thanks"),
]

machine_urlpatterns = [
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("claims/<int:pk>/versions/<int:number>/cite.<str:style>", claim_citation, name="claim_citation"),
    path("data/datapackage.json", data_package, name="data_package"),
    path("data/search.<slug:format>", search_download, name="search_download"),
    path("data/<str:name>", data_file, name="data_file"),
    path("data/<str:export_name>/datapackage.json", data_package, name="dated_data_package"),
    path("data/<str:export_name>/<str:name>", data_file, name="dated_data_file"),
    path("claims/<int:pk>.jsonld", claim_data, name="claim_data"),
    path("claimants/<int:pk>.jsonld", claimant_data, name="claimant_data"),
    path("topics/<int:pk>.jsonld", topic_data, name="topic_data"),
    path("citations/<int:pk>.jsonld", citation_data, name="citation_data"),
    path("oembed", oembed, name="oembed"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemap-pages.xml", sitemap_pages, name="sitemap_pages"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemap_part, name="sitemap_part"),
]
"""URLs for programs: the same in every language."""
