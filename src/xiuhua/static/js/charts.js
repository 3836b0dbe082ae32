/**
 * Charts drawn from the table beside them: the table is the truth and stays for those who cannot
 * see the drawing. Direct labels instead of a legend, bars from zero, no animation, no pies, no
 * second axis.
 */
import { colour } from "./states.js";

const SERIES = ["running", "late", "done", "paused", "near", "idle"];

/** @param {HTMLTableCellElement} cell @returns {number | null} null for "not applicable" */
function valueOf(cell) {
  const words = cell.dataset.value ?? cell.textContent?.replace(/[,\s%]/g, "") ?? "";
  const value = Number(words);
  return words === "" || Number.isNaN(value) ? null : value;
}

/** First column the names, each further column a series. @param {HTMLTableElement} table */
export function readTable(table) {
  const head = [...(table.tHead?.rows[0]?.cells ?? [])];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  return {
    names: rows.map((row) => row.cells[0].textContent?.trim() ?? ""),
    series: head.slice(1).map((cell, i) => ({
      name: cell.textContent?.trim() ?? "",
      state: cell.dataset.state ?? SERIES[i % SERIES.length],
      values: rows.map((row) => valueOf(row.cells[i + 1])),
    })),
  };
}

/** @param {{name: string, state: string, values: (number | null)[]}} series @param {"bars" | "lines"} kind @param {boolean} isOnly */
function drawn(series, kind, isOnly) {
  const ink = colour(series.state);
  const label = { show: true, color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily };
  if (kind === "bars") {
    return {
      type: "bar",
      name: series.name,
      data: series.values,
      itemStyle: { color: ink },
      barMaxWidth: 22,
      label: { ...label, position: "right", formatter: isOnly ? "{c}" : "{a} {c}" },
    };
  }
  return {
    type: "line",
    name: series.name,
    data: series.values,
    itemStyle: { color: ink },
    lineStyle: { color: ink, width: 2 },
    symbolSize: 6,
    endLabel: { ...label, formatter: isOnly ? "{c}" : "{a} {c}", color: ink, fontWeight: 600 },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

/** @param {{names: string[], series: any[]}} data @param {"bars" | "lines"} kind */
function optionOf(data, kind) {
  const text = { color: colour("ink-soft"), fontSize: 13 };
  const names = { type: "category", data: data.names, inverse: kind === "bars", axisTick: { show: false }, axisLabel: text, axisLine: { lineStyle: { color: colour("line-strong") } } };
  const values = { type: "value", min: kind === "bars" ? 0 : undefined, axisLabel: text, splitLine: { lineStyle: { color: colour("line") } } };
  const isOnly = data.series.length === 1;
  return {
    animation: false,
    aria: { enabled: true },
    grid: { left: 8, right: kind === "lines" ? 96 : 72, top: 16, bottom: 8, containLabel: true },
    xAxis: kind === "bars" ? values : names,
    yAxis: kind === "bars" ? names : values,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    series: data.series.map((one) => drawn(one, kind, isOnly)),
  };
}

/**
 * Draw the chart of an element with `data-chart`, from its `data-table`.
 * @param {HTMLElement} element
 */
export async function chart(element) {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector(element.dataset.table ?? ""));
  if (!table) return null;
  /** @type {ECharts} */
  const echarts = await import(element.dataset.library ?? "");
  const kind = element.dataset.chart === "lines" ? "lines" : "bars";
  const drawing = echarts.init(element, null, { renderer: "canvas" });
  drawing.setOption(/** @type {any} */ (optionOf(readTable(table), kind)));
  new ResizeObserver(() => drawing.resize()).observe(element);
  return drawing;
}
