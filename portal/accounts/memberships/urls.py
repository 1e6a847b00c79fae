"""Addresses under ``/accounts/schools/``."""

from __future__ import annotations

from django.urls import path

from portal.accounts.memberships import own_views, school_views

app_name = "membership"

urlpatterns = [
    path("", own_views.MineView.as_view(), name="mine"),
    path("find/", own_views.FindView.as_view(), name="find"),
    path("moved/", own_views.MovedView.as_view(), name="moved"),
    path("requests/<int:pk>/withdraw/", own_views.WithdrawView.as_view(), name="withdraw"),
    path("invitations/<uuid:uid>/", own_views.AcceptView.as_view(), name="accept"),
    path("<int:school_id>/", school_views.PeopleView.as_view(), name="people"),
    path("<int:school_id>/ask/", own_views.AskView.as_view(), name="ask"),
    path("<int:school_id>/approval/", school_views.BookingApprovalView.as_view(), name="approval"),
    path("<int:school_id>/invite/", school_views.InviteView.as_view(), name="invite"),
    path("<int:school_id>/requests/<int:pk>/", school_views.DecideView.as_view(), name="decide"),
    path("<int:school_id>/people/<int:pk>/role/", school_views.RoleView.as_view(), name="role"),
    path("<int:school_id>/people/<int:pk>/end/", school_views.EndView.as_view(), name="end"),
    path(
        "<int:school_id>/invitations/<int:pk>/withdraw/",
        school_views.UninviteView.as_view(),
        name="uninvite",
    ),
]
