import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { stack } from './chart-data.ts';
import { resolveColours } from './palette.ts';
import { inDrawingOrder, type PlotProps, plotOptions } from './plot-options.ts';
import { useTheme } from './use-theme.ts';

const HEIGHT = 240;

/** The drawing of a chart. It is created again when its data or the theme changes. */
export function Plot(props: PlotProps) {
  const parent = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const { kind, days, series, most, markers } = props;
  const latest = useRef(props);
  latest.current = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: The colours depend on the theme.
  useEffect(() => {
    const element = parent.current!;
    const plot = new uPlot(
      plotOptions(
        {
          ...latest.current,
          onPoint: (day) => latest.current.onPoint(day),
          ...(latest.current.onRange
            ? { onRange: (first, last) => latest.current.onRange?.(first, last) }
            : {}),
        },
        resolveColours(element),
        element.clientWidth,
        HEIGHT,
      ),
      dataOf(latest.current),
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [kind, days, series, most, markers, theme]);
  return <div ref={parent} className="contain-inline-size" style={{ height: HEIGHT }} />;
}

function dataOf({ kind, days, series }: PlotProps): uPlot.AlignedData {
  const drawn = inDrawingOrder(kind, kind === 'stacked' ? stack(series) : series);
  return [days.map((day) => Date.parse(day) / 1_000), ...drawn.map(({ values }) => [...values])];
}
