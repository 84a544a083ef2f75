"""The figures of an analysis as SVG, labelled by arm code; drawn by workers only, since Altair takes much memory."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import vl_convert

Report: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = list[dict[str, Any]]
Chart: TypeAlias = alt.LayerChart | alt.FacetChart

# The light tokens of static/css/app.css: figures are for print and slides, which are always light.
SURFACE, SUNKEN, LINE, LINE_STRONG = "#ffffff", "#f1f2f4", "#e2e4e8", "#858c96"
INK, INK_2, INK_3, DATA_1 = "#15181d", "#454b55", "#5f6671", "#2857c0"
HEAT = ["#ffffff", "#dbe5f9", "#b3c8f1", "#7ea1e6"]
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif"
WIDTH, ROW, CELL = 480, 36, 48
# Pixels; of a character of 11 px in a wide font.
PADDING, WIDE_CHARACTER = 16, 6.5
# A square per pair of raters can't be read beyond this.
MAX_HEAT_RATERS = 30


def draw_figures(report: Report, *, simulated: bool) -> dict[str, str]:
    """Return SVG by figure name: "forest" where a win rate is known, "agreement" where two raters share a table.

    `simulated` is said on the figure itself, because figures travel without their page.
    """
    win_rates = _win_rates(report)
    kappas = _kappas(report)
    charts = {
        "forest": _forest(win_rates, report["settings"]["margin"]) if win_rates else None,
        "agreement": _heat(kappas) if kappas and len(report["raters"]) <= MAX_HEAT_RATERS else None,
    }
    note = _note(report["n"], simulated=simulated)
    longest = {"forest": max((len(row["pair"]) for row in win_rates), default=0)}
    return {name: _svg(chart, note, longest.get(name, 0)) for name, chart in charts.items() if chart is not None}


def _note(n: Mapping[str, int], *, simulated: bool) -> str:
    raters = f"{n['raters']} simulated raters" if simulated else f"{n['raters']} raters"
    return f"{n['items']} tables, {raters}, {n['ratings']} ratings"


def _win_rates(report: Report) -> Rows:
    """One row per pair, in the direction of the better side; without an interval the line has no length."""
    rows = [
        {
            "pair": f"{pair['system']} over {pair['opponent']}",
            "psi": pair["psi"]["estimate"],
            "low": _or(pair["psi"]["low"], pair["psi"]["estimate"]),
            "high": _or(pair["psi"]["high"], pair["psi"]["estimate"]),
            "label": _label(pair["psi"]),
        }
        for pair in report["pairs"]
        if pair["psi"]["estimate"] is not None and _is_shown(pair)
    ]
    return sorted(rows, key=lambda row: -row["psi"])


def _is_shown(pair: Mapping[str, Any]) -> bool:
    """Tell which of a pair's two directions is drawn: the one at or above one half."""
    estimate = pair["psi"]["estimate"]
    return bool(estimate > 0.5 or (estimate == 0.5 and pair["system"] < pair["opponent"]))


def _or(value: float | None, instead: float) -> float:
    return instead if value is None else value


def _label(psi: Mapping[str, Any]) -> str:
    interval = "" if psi["low"] is None else f"  {psi['low']:.2f}–{psi['high']:.2f}"
    return f"{psi['estimate']:.2f}{interval}"


def _kappas(report: Report) -> Rows:
    """Both halves of the square, so that a rater can be read along a row."""
    known = [row for row in report["agreement"]["cohen_kappa"] if row["kappa"] is not None]
    return [
        {"one": one, "other": other, "kappa": row["kappa"], "label": _signed(row["kappa"])}
        for row in known
        for one, other in ((row["rater_1"], row["rater_2"]), (row["rater_2"], row["rater_1"]))
    ]


def _signed(value: float) -> str:
    # Rounded first: a small negative number would otherwise print as minus zero.
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _forest(rows: Rows, margin: float | None) -> Chart:
    domain = _domain(rows, margin)
    names = alt.Axis(title=None, ticks=False, domain=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("pair:N", sort=None, axis=names))
    # Named one by one: left to itself the axis takes steps of 0.05, which one digit can't tell apart.
    tenths = [tenth / 10 for tenth in range(round(domain[0] * 10), round(domain[1] * 10) + 1)]
    axis = alt.Axis(title="Win rate over tables, ties count half; 95 % interval", format=".1f", values=tenths)
    x = alt.X("low:Q", scale=alt.Scale(domain=domain), axis=axis)
    layers: list[alt.Chart] = [_rule(domain)]
    if margin is not None:
        layers.insert(0, _zone(margin, domain))
    layers += [
        base.mark_rule(strokeWidth=2, strokeCap="round", color=DATA_1).encode(x=x, x2="high:Q"),
        base.mark_point(size=90, filled=True, color=DATA_1, opacity=1).encode(x="psi:Q"),
        base.mark_text(align="left", color=INK, dx=12, fontSize=12).encode(x=alt.value(WIDTH), text="label:N"),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=ROW * len(rows), title=_title("Win rate of each pair"))


def _domain(rows: Rows, margin: float | None) -> list[float]:
    """The smallest tenths that hold every interval and the margin."""
    reach = 0.1 if margin is None else margin
    low = min(*(row["low"] for row in rows), 0.5 - reach) - 0.02
    high = max(*(row["high"] for row in rows), 0.5 + reach) + 0.02
    return [max(0.0, math.floor(low * 10) / 10), min(1.0, math.ceil(high * 10) / 10)]


def _rule(domain: Sequence[float]) -> alt.Chart:
    x = alt.X("x:Q", scale=alt.Scale(domain=list(domain)))
    rule: alt.Chart = alt.Chart(alt.InlineData(values=[{"x": 0.5}])).mark_rule(color=INK_3).encode(x=x)
    return rule


def _zone(margin: float, domain: Sequence[float]) -> alt.Chart:
    band = alt.InlineData(values=[{"from": 0.5 - margin, "to": 0.5 + margin}])
    x = alt.X("from:Q", scale=alt.Scale(domain=list(domain)))
    zone: alt.Chart = alt.Chart(band).mark_rect(color=SUNKEN).encode(x=x, x2="to:Q")
    return zone


def _heat(rows: Rows) -> Chart:
    raters = sorted({row["one"] for row in rows}, key=lambda code: (len(code), code))
    across = alt.Axis(title=None, orient="top", labelAngle=0, ticks=False, domain=False)
    down = alt.Axis(title=None, ticks=False, domain=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("other:N", sort=raters, axis=across, scale=alt.Scale(domain=raters)),
        y=alt.Y("one:N", sort=raters, axis=down, scale=alt.Scale(domain=raters)),
    )
    scale = alt.Scale(domain=[0, 0.2, 0.5, 0.9], range=HEAT, clamp=True, interpolate="rgb")
    colour = alt.Color("kappa:Q", scale=scale, legend=None)
    squares = base.mark_rect(stroke=SURFACE, strokeWidth=2).encode(color=colour)
    numbers = base.mark_text(color=INK, fontSize=12).encode(text="label:N")
    side = CELL * len(raters)
    return alt.layer(squares, numbers).properties(
        width=side, height=side, title=_title("Cohen's κ of every two raters")
    )


def _padding(width: float, note: str, longest_label: int) -> dict[str, int]:
    """Leave room for words that are wider in the reader's font than in the one they were measured in here."""
    over = max(0, round(WIDE_CHARACTER * len(note) - width))
    return {"left": PADDING + 2 * longest_label, "right": PADDING + over, "top": PADDING, "bottom": PADDING}


def _title(text: str) -> alt.Title:
    return alt.Title(text, fontSize=14, fontWeight=600, anchor="start", offset=12, color=INK)


def _svg(chart: Chart, note: str, longest_label: int) -> str:
    # The chart carries its title already; what it is drawn from goes below it.
    chart.title.subtitle, chart.title.subtitleColor, chart.title.subtitlePadding = note, INK_3, 6
    themed = chart.configure(
        font=FONT, background=SURFACE, padding=_padding(chart.width, note, longest_label)
    ).configure_view(stroke=None)
    themed = themed.configure_axis(
        labelColor=INK_2, titleColor=INK_3, labelFontSize=12, titleFontSize=12, titleFontWeight=400, titlePadding=12,
        domainColor=LINE_STRONG, tickColor=LINE_STRONG, gridColor=LINE, grid=False, labelLimit=0, labelPadding=8,
    )  # fmt: skip
    return str(vl_convert.vegalite_to_svg(themed.to_dict()))
