"""What a token is for, and whether its owner may do that."""

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from api.models import PersonalToken, Scope

TOKEN_NEEDED = "This needs a token: “Authorization: Bearer” and the token."  # noqa: S105 - a sentence
OWNER_MAY_NOT = "The owner of this token may not do this."


def require_scope(request: Request, scope: Scope) -> PersonalToken:
    """Return the token of the request, which is for this. Raises NotAuthenticated or PermissionDenied."""
    token = request.auth
    if not isinstance(token, PersonalToken):
        raise NotAuthenticated(TOKEN_NEEDED)
    if not token.has_scope(scope):
        raise PermissionDenied(f"This token is not for this. It would need the scope {scope.value}.")
    return token
