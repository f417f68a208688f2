"""Addresses of keys: one's own, colleagues', and what the security officer watches."""

from django.urls import path

from waystation.vault import (
    views_asks,
    views_audit,
    views_colleagues,
    views_founding,
    views_keys,
    views_passkeys,
    views_trustees,
)

urlpatterns = [
    path("keys/", views_keys.keys, name="keys"),
    path("keys/passphrase/", views_keys.passphrase, name="key-passphrase"),
    path("keys/code/", views_keys.code, name="key-code"),
    path("keys/code/drill/", views_keys.drill, name="key-drill"),
    path("keys/second/", views_keys.second, name="key-second"),
    path("keys/tokens/", views_keys.api_tokens, name="key-tokens"),
    path("found/", views_founding.found, name="found"),
    path("join/", views_founding.join, name="join"),
    path("colleagues/invitations/", views_founding.invited, name="invitations"),
    path(
        "colleagues/invitations/<uuid:row_id>/withdraw/",
        views_founding.withdraw,
        name="invitation-withdraw",
    ),
    path(
        "colleagues/invitations/<uuid:row_id>/compare/",
        views_founding.compare,
        name="invitation-compare",
    ),
    path("colleagues/trustees/", views_trustees.page, name="trustees"),
    path("colleagues/trustees/ask/", views_trustees.ask, name="trustees-ask"),
    path("colleagues/trustees/<uuid:user_id>/", views_trustees.paper, name="trustees-paper"),
    path("colleagues/trustees/answer/", views_trustees.answer, name="trustees-answer"),
    path("keys/trustees/", views_trustees.own, name="keys-escrow"),
    path("sign-in/key/", views_passkeys.ask, name="passkey-ask"),
    path("keys/passkeys/", views_passkeys.page, name="passkeys"),
    path("keys/passkeys/shown/", views_passkeys.shown, name="passkeys-shown"),
    path("keys/passkeys/add/", views_passkeys.add, name="passkey-add"),
    path("keys/passkeys/remove/", views_passkeys.remove, name="passkey-remove"),
    path("colleagues/", views_colleagues.colleagues, name="colleagues"),
    path("colleagues/left/", views_colleagues.left, name="colleague-left"),
    path("colleagues/compartment/", views_colleagues.compartment_new, name="compartment-new"),
    path(
        "colleagues/alarm/<uuid:alarm_id>/", views_colleagues.alarm_answered, name="alarm-answered"
    ),
    path("colleagues/<uuid:user_id>/", views_colleagues.colleague, name="colleague"),
    path("colleagues/<uuid:user_id>/give/", views_colleagues.give, name="colleague-give"),
    path(
        "colleagues/<uuid:user_id>/take/<uuid:cell>/", views_colleagues.take, name="colleague-take"
    ),
    path(
        "colleagues/<uuid:user_id>/except/",
        views_colleagues.make_exception,
        name="colleague-except",
    ),
    path("colleagues/<uuid:user_id>/leave/", views_colleagues.leave, name="colleague-leave"),
    path("audit/", views_audit.entries, name="audit"),
    path("audit/examine/", views_audit.examine, name="audit-examine"),
    path("audit/note/", views_audit.note, name="audit-note"),
    path("asks/", views_asks.asks, name="asks"),
    path("asks/give/", views_asks.give, name="ask-give"),
    path("asks/decline/", views_asks.decline, name="ask-decline"),
    path("asks/read/", views_asks.word_read, name="word-read"),
    path("move-case/<uuid:case>/", views_asks.move_case, name="move-case"),
]
