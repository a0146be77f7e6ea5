"""The views of the API: one for lists, one for single rows, whatever the resource."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from claims.merges import REDIRECT_MAX_AGE
from core.keyset_pagination import MAX_BIGINT, InvalidCursor
from core.pagination import COUNT_LIMIT
from core.query_string import write_query

from .access.permissions import OWNER_MAY_NOT, require_scope
from .access.throttling import HourlyThrottle
from .headers import (
    Negotiation,
    add_validators,
    allow_every_origin,
    keep_private,
    tag_reading,
    vary,
    write_unchanged,
)
from .models import Scope
from .parameters import (
    CHANGED_SINCE,
    LISTING,
    SHAPE,
    WITH_DRAFTS,
    ParameterErrors,
    Shape,
    read_listing,
    read_shape,
    refuse_unknown,
)
from .problems import Gone, answer_with_problem
from .registry import DRAFTS, RESOURCES, Resource
from .serializers import RemovedSerializer, build_url


def choose_language(accepted: str) -> str:
    """Choose the language of the site that a reader prefers, by the header Accept-Language."""
    for code, weight in parse_accept_lang_header(accepted):
        if not weight:
            continue
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class ApiView(APIView):
    """A view that answers programs: errors are problem details, words for people in their language."""

    content_negotiation_class = Negotiation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the language that the request prefers, whose words are written before it ends."""
        language = choose_language(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
        if request.method in ("GET", "HEAD") and isinstance(response, HttpResponse):
            response = self._answer_conditionally(request, response)
        response["Content-Language"] = language
        self.throttle.add_headers(response)
        vary(response)
        allow_every_origin(request, response)
        keep_private(request, response)
        return response

    def _answer_conditionally(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Give an answer its ETag; leave out its text, or say so, where that is not what was asked for."""
        if response.status_code == HTTPStatus.OK:
            response = add_validators(request, response, self.entity_tag)
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:  # Django says it without words
            return answer_with_problem(request, response.status_code, "It is not as `If-Match` has it.")
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check a request; what it may do comes last, so that a refusal counts among those of the hour."""
        super().initial(request, *args, **kwargs)
        self.check_access(request)

    def check_access(self, request: Request) -> None:
        """Check whether somebody may do this. Raises NotAuthenticated or PermissionDenied."""

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks; a token that is refused counts among the requests of its address."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    @cached_property
    def throttle(self) -> HourlyThrottle:
        """Return what counts this request: there is one view for each."""
        return HourlyThrottle()

    entity_tag: str | None = None
    """The ETag of the answer, where it is known before that is made."""

    def answer_unchanged(self, request: Request, claim_id: int | None = None) -> HttpResponse | None:
        """Answer 304 if nothing has changed since the client read this; to be asked before anything is read.

        None if the answer has to be made: it gets the tag that is known by now. Queries: 1, or 0 for a token.
        """
        self.entity_tag = tag_reading(request, claim_id)
        is_conditional = self.entity_tag is not None and "If-Match" not in request.headers
        return write_unchanged(request._request, str(self.entity_tag)) if is_conditional else None

    is_counted = True
    """Whether requests count among those of the hour."""

    def get_throttles(self) -> list[BaseThrottle]:
        """Return what counts the request: not one that a browser sends before that of a script."""
        return [self.throttle] if self.is_counted and self.request.method != "OPTIONS" else []

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Say which methods there are."""
        return Response(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(self.allowed_methods)})


class RootView(ApiView):
    def get(self, request: Request) -> Response:
        """List the resources, each with its address."""
        refuse_parameters(request)
        return Response({name: request.build_absolute_uri(reverse(f"api_{name}_list")) for name in RESOURCES})


class ResourceView(ApiView):
    """A view of one resource, as readers see it or as the desk does."""

    resource: Resource = cast(Resource, None)  # given by api.urls, as `as_view` wants an attribute

    def check_access(self, request: Request) -> None:
        """Show drafts to those who see them in the admin, and have a token for it."""
        if request.query_params.get(WITH_DRAFTS) == "1" and self.resource.name in DRAFTS:
            require_scope(request, Scope.READ_DRAFTS)
            self.resource = DRAFTS[self.resource.name]
            self.check_visibility(request, [self.resource.name])

    def check_visibility(self, request: Request, names: Iterable[str]) -> None:
        """Check that somebody who asks for drafts may look at these resources in the admin."""
        if self.resource.others is not DRAFTS:
            return
        if not request.user.has_perms([DRAFTS[name].view_permission for name in names]):
            raise PermissionDenied(OWNER_MAY_NOT)

    def list_parameters(self, *names: str) -> list[str]:
        """List the parameters that this resource takes, these among them."""
        return [*names, WITH_DRAFTS] if self.resource.name in DRAFTS else [*names]

    def read_shape(self, request: Request, errors: ParameterErrors) -> Shape:
        """Read what is shown of each row. Raises PermissionDenied for drafts that one may not see."""
        query = request.query_params
        if query.get(WITH_DRAFTS, "1") != "1":
            errors.add(WITH_DRAFTS, "It must be 1, or be left out.")
        shape = read_shape(query, self.resource.list_fields(), self.resource.expansions, errors)
        known = [name for name in shape.expand if name in self.resource.expansions]
        self.check_visibility(request, [self.resource.expansions[name].resource for name in known])
        return shape

    def write_rows(self, request: Request, rows: list[Any], shape: Shape) -> list[dict[str, Any]]:
        self.resource.expand(rows, shape.expand)
        only = [*shape.fields, *shape.expand] if shape.fields else []
        context = {"request": request, "resources": self.resource.others}
        serializer = self.resource.serializer(rows, many=True, only=only, context=context)
        return list(serializer.data)


class ListView(ResourceView):
    def get(self, request: Request) -> HttpResponse:
        """List rows, a page at a time."""
        query, errors = request.query_params, ParameterErrors()
        if self.resource.is_followed and CHANGED_SINCE in query:
            return self._list_changed(request, errors)
        if unchanged := self.answer_unchanged(request):
            return unchanged
        known = self.list_parameters(*self.resource.filters, *LISTING)
        refuse_unknown(query, known, errors, self.resource.repeatable)
        shape, listing = self.read_shape(request, errors), read_listing(query, errors)
        errors.raise_if_any()
        try:
            results = self.resource.search(query, listing.size, errors)
        except InvalidCursor:
            cursor = "after" if query.get("after") else "before"
            errors.add(cursor, "It is broken, or from another list: begin again without it.")
        errors.raise_if_any()
        page = results.page
        links = {
            rel: request.build_absolute_uri(request.path) + query_string if query_string else None
            for rel, query_string in (("next", page.next_query), ("previous", page.previous_query))
        }
        body: dict[str, Any] = {"results": self.write_rows(request, list(page.rows), shape), **links}
        if listing.is_counted:
            body["count"] = write_count(results.count())
        relations = {"next": "next", "previous": "prev"}  # as RFC 8288 registers them
        written = [f'<{links[name]}>; rel="{rel}"' for name, rel in relations.items() if links[name]]
        return Response(body, headers={"Link": ", ".join(written)} if written else None)

    def _list_changed(self, request: Request, errors: ParameterErrors) -> Response:
        """List what changed after a cursor.

        A filter has no place here: it would hide what ceases to match.
        """
        query = request.query_params
        refuse_unknown(query, [CHANGED_SINCE, *SHAPE, "page_size"], errors)
        shape, listing = self.read_shape(request, errors), read_listing(query, errors)
        errors.raise_if_any()
        try:
            changed = self.resource.find_changed(query[CHANGED_SINCE], listing.size)
        except InvalidCursor:
            errors.add(CHANGED_SINCE, "It is broken, or from another record: begin again with an empty one.")
        errors.raise_if_any()
        onwards = query.copy()
        onwards[CHANGED_SINCE] = changed.cursor
        following = request.build_absolute_uri(request.path) + write_query(onwards)
        body = {
            "results": self.write_rows(request, changed.rows, shape),
            "removed": RemovedSerializer(changed.removed, many=True, context={"request": request}).data,
            "next": following,
            "previous": None,
        }
        return Response(body, headers={"Link": f'<{following}>; rel="next"'})


class DetailView(ResourceView):
    def read_parameters(self, request: Request) -> Shape:
        """Read what is shown of the row. Raises ValidationError."""
        errors = ParameterErrors()
        refuse_unknown(request.query_params, self.list_parameters(*SHAPE), errors)
        shape = self.read_shape(request, errors)
        errors.raise_if_any()
        return shape

    def get(self, request: Request, pk: int) -> HttpResponse:
        """Show one row."""
        shape = self.read_parameters(request)
        if pk > MAX_BIGINT:
            return self._explain_absence(request, pk)
        is_of_claim = self.resource.is_stamped and not shape.expand
        if unchanged := self.answer_unchanged(request, pk if is_of_claim else None):
            return unchanged
        rows = self.resource.load([pk])
        if not rows:
            return self._explain_absence(request, pk)
        return Response(self.write_rows(request, rows, shape)[0])

    def _explain_absence(self, request: Request, pk: int) -> HttpResponse:
        """Lead to what the row has become part of, or tell that it was retracted."""
        if pk <= MAX_BIGINT:
            successor = self.resource.find_successor(pk)
            if successor is not None:
                return self._redirect(request, successor)
            if tombstone := self.resource.find_tombstone(pk):
                raise Gone(tombstone)
        raise Http404(f"There is no {self.resource.noun} with this id.")

    def _redirect(self, request: Request, pk: int) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        url = build_url(request, self.resource.name, pk) + (f"?{query}" if query else "")
        response = HttpResponsePermanentRedirect(url, preserve_request=True)
        response["Cache-Control"] = f"max-age={REDIRECT_MAX_AGE}"
        return response


def refuse_parameters(request: Request) -> None:
    """Refuse every parameter, where there are none."""
    errors = ParameterErrors()
    refuse_unknown(request.query_params, (), errors)
    errors.raise_if_any()


def write_count(number: int) -> int | str:
    return number if number <= COUNT_LIMIT else f"{COUNT_LIMIT}+"
