"""The hosted page: what a payer sees, with a button for each way that a payment can go."""

from __future__ import annotations

from html import escape

from tests.services.stripe_fake.shapes import Thing

STYLE = (
    "body{font:1.125rem/1.5 sans-serif;max-width:34rem;margin:0 auto;padding:1rem;color:#111;background:#fff}"
    "button,a.back{font:inherit;display:block;width:100%;box-sizing:border-box;padding:.75rem;margin:.75rem 0;"
    "border:2px solid #111;background:#fff;color:#111;text-align:center}button.main{background:#1d4d8f;color:#fff}"
    ".test{background:#ffdd00;padding:.5rem 1rem;font-weight:bold}dt{font-weight:bold}"
)


def pounds(pence: int) -> str:
    """In words."""
    return f"£{pence // 100:,}.{pence % 100:02d}"


def pay_page(session: Thing, names: list[tuple[str, int]], *, declined: bool = False) -> str:
    """Where one pays."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{pounds(pence)}</dd>" for name, pence in names)
    said = '<p role="alert">The card was declined. Nothing was paid.</p>' if declined else ""
    back = session.get("cancel_url")
    link = f'<a class="back" href="{escape(back, quote=True)}">Back without paying</a>' if back else ""
    return _page(
        "Pay by card",
        f"{said}<dl>{rows}</dl><p>To pay: <strong>{pounds(session['amount_total'])}</strong></p>"
        '<form method="post">'
        '<button class="main" name="how" value="pay">Pay with a test card</button>'
        '<button name="how" value="later">Pay in a way that settles later</button>'
        '<button name="how" value="decline">Try a card that is declined</button>'
        f"</form>{link}",
    )


def over_page(status: str) -> str:
    """What a session that is over shows."""
    words = "You have paid already." if status == "complete" else "This page is no longer open."
    return _page("Pay by card", f"<p>{words}</p>")


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>"
        '<p class="test">Stand-in for Stripe: no money moves, and no card is asked for.</p>'
        f"<h1>{title}</h1>{body}</main></body></html>"
    )
