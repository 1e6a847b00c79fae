"""The page that lists where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.devices import say_device
from portal.accounts.sessions.services import end_sessions
from portal.base.ids import read_id


@dataclass(frozen=True)
class Place:
    """A session as its owner reads of it: on what, since when, and whether it is this very one.

    Not where: an address on the network says a town at best, and often the wrong one.
    """

    session: UserSession
    device: str
    is_here: bool


class SessionsView(ListUserSessionsView):
    """Lists them; a POST ends the one it names, or all others."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named = request.POST.get("session")
        if named is None:
            end_sessions(user=request.user, but=request.session.session_key)
            messages.success(request, "You are signed out everywhere else.")
        else:
            session = UserSession.objects.filter(user=request.user, pk=read_id(named)).first()
            if session is None:
                raise Http404
            flows.sessions.end_sessions(request, [session])
            messages.success(request, f"Signed out there: {say_device(session.user_agent)}.")
        return redirect("usersessions_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        places = [
            Place(session, say_device(session.user_agent), session.is_current())
            for session in context["sessions"]
        ]
        places.sort(key=lambda place: (place.is_here, place.session.last_seen_at), reverse=True)
        return {**context, "places": places}


sessions = SessionsView.as_view()
