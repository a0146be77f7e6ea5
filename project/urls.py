from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView, TemplateView

import api.urls
import editorial.accounts.urls
import public.urls
from public.languages import in_every_language

READ = ["get", "head"]

urlpatterns = [
    path("admin/", include(editorial.accounts.urls)),  # in place of the admin's own sign-in
    path("admin/", admin.site.urls),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain", http_method_names=READ),
        name="robots",
    ),
    # Lazily: where production keeps its files is known only once they are collected.
    path(
        "favicon.ico",
        RedirectView.as_view(url=lazy(static, str)("favicon.svg"), http_method_names=READ),
        name="favicon",
    ),
    # Readers' pages are asked for most, and what stands before an address takes time to try.
    in_every_language([path("", include(public.urls))]),
    path("", include(public.urls.machine_urlpatterns)),
    path("", include(api.urls)),
]

handler400 = "project.error_pages.bad_request"
handler403 = "project.error_pages.permission_denied"
handler404 = "project.error_pages.page_not_found"
handler500 = "project.error_pages.server_error"
