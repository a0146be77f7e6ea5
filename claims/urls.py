from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("claims/", views.claim_list, name="claim_list"),
    path("claims/<int:pk>/", views.claim_detail, name="claim_detail"),
    path("claims/<int:pk>/history/", views.claim_history, name="claim_history"),
    path("claims/<int:pk>/versions/<int:number>/", views.claim_version, name="claim_version"),
    path(
        "claims/<int:pk>/versions/<int:number>/cite.<str:style>", views.claim_citation, name="claim_citation"
    ),
    path("claims/<int:pk>/<str:slug>/", views.claim_detail, name="claim_detail"),
    path("claimants/", views.claimant_list, name="claimant_list"),
    path("claimants/<int:pk>/", views.claimant_detail),
    path("claimants/<int:pk>/<str:slug>/", views.claimant_detail, name="claimant_detail"),
    path("outlets/", views.outlet_list, name="outlet_list"),
    path("outlets/<int:pk>/", views.outlet_detail),
    path("outlets/<int:pk>/<str:slug>/", views.outlet_detail, name="outlet_detail"),
    path("articles/<int:pk>/", views.article_detail, name="article_detail"),
    path("topics/", views.topic_list, name="topic_list"),
    path("topics/<int:pk>/", views.topic_detail),
    path("topics/<int:pk>/<str:slug>/", views.topic_detail, name="topic_detail"),
    path("compare/", views.compare, name="compare"),
    path("changes/", views.changes, name="changes"),
    path("about/style/", views.style, name="style"),
    path("about/", views.about, name="about"),
    path("report/", views.report, name="report"),
    path("report/thanks/", views.report_thanks, name="report_thanks"),
]
