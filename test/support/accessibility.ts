import type { CDPSession, Page } from 'playwright-core';

/** Roles of controls, each of which needs a name. */
const CONTROLS = new Set(
  'button checkbox combobox link listbox menuitem radio searchbox slider spinbutton switch tab textbox'.split(
    ' ',
  ),
);
/** Minimum contrast of text, and of text from 24 px, or 18.66 px in bold (WCAG 2.2, 1.4.3). */
const CONTRAST = 4.5;
const CONTRAST_OF_LARGE = 3;

/**
 * Lists how a page violates WCAG 2.2 AA, judged by Chromium's accessibility tree and its rendered
 * colours: a missing language, title or name, nested controls, a wrong outline, and low contrast.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const nodes = await axNodes(session);
    const shown = nodes.filter(({ ignored }) => !ignored);
    return [
      ...(await documentFaults(page)),
      ...controlFaults(shown, nodes),
      ...outlineFaults(shown),
      ...(await contrastFaults(page, session)),
    ];
  } finally {
    await session.detach();
  }
}

type AxNode = Awaited<ReturnType<typeof axNodes>>[number];
const axNodes = async (session: CDPSession) => (await session.send('Accessibility.getFullAXTree')).nodes;

async function documentFaults(page: Page): Promise<string[]> {
  const language = await page.locator('html').getAttribute('lang');
  return [
    ...(language ? [] : ['The page has no language.']),
    ...((await page.title()) ? [] : ['The page has no title.']),
  ];
}

function controlFaults(shown: readonly AxNode[], all: readonly AxNode[]): string[] {
  const byId = new Map(all.map((node) => [node.nodeId, node]));
  const isInControl = ({ parentId }: AxNode): boolean => {
    const parent = byId.get(parentId ?? '');
    return parent !== undefined && (isControl(parent) || isInControl(parent));
  };
  const images = shown.filter((node) => ['image', 'img'].includes(roleOf(node)));
  return [
    ...[...shown.filter(isControl), ...images]
      .filter((node) => nameOf(node) === '')
      .map((node) => `A control or image has no name: ${roleOf(node)}.`),
    ...shown
      .filter((node) => isControl(node) && isInControl(node))
      .map((node) => `The ${roleOf(node)} "${nameOf(node)}" is within another control.`),
  ];
}

function outlineFaults(shown: readonly AxNode[]): string[] {
  // A modal dialog hides the page behind it, and with it the page's outline.
  if (shown.some(isModal)) return [];
  const mains = shown.filter((node) => roleOf(node) === 'main').length;
  const levels = shown.filter((node) => roleOf(node) === 'heading').map(levelOf);
  const titles = levels.filter((level) => level === 1).length;
  const skipping = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  return [
    ...(mains === 1 ? [] : [`The page has ${mains} main parts instead of one.`]),
    ...(titles === 1 ? [] : [`The page has ${titles} headings of level 1 instead of one.`]),
    ...skipping.map((level) => `A heading of level ${level} follows none of level ${level - 1}.`),
  ];
}

const isControl = (node: AxNode): boolean => !node.ignored && CONTROLS.has(roleOf(node));
const roleOf = ({ role }: AxNode): string => String(role?.value ?? '');
const nameOf = ({ name }: AxNode): string => String(name?.value ?? '').trim();
const isModal = ({ properties }: AxNode): boolean =>
  properties?.some(({ name, value }) => name === 'modal' && value.value === true) ?? false;
const levelOf = ({ properties }: AxNode): number =>
  Number(properties?.find(({ name }) => name === 'level')?.value.value);

type Snapshot = Awaited<ReturnType<typeof captureSnapshot>>;
const captureSnapshot = (session: CDPSession) =>
  session.send('DOMSnapshot.captureSnapshot', {
    computedStyles: ['color', 'background-color', 'font-size', 'font-weight', 'visibility'],
  });

/** Compares the colour of every rendered text with the backgrounds of the elements around it. */
async function contrastFaults(page: Page, session: CDPSession): Promise<string[]> {
  const snapshot = await captureSnapshot(session);
  const { documents, strings } = snapshot;
  const { layout } = documents[0]!;
  const used = layout.styles.flatMap((styles) => styles.slice(0, 2));
  const colors = await readColors(page, [
    ...new Set(used.flatMap((style) => (style === undefined ? [] : [strings[style]!]))),
  ]);
  const backgroundOf = backgroundsIn(snapshot, colors);
  const faults = layout.text.flatMap((at, index) => {
    const text = strings[at]?.trim();
    const [, , width = 0, height = 0] = layout.bounds[index]!;
    const [color, , size, weight, visibility] = layout.styles[index]!.map((style) => strings[style]!);
    // Text in a box of one pixel is for screen readers.
    if (!text || width <= 1 || height <= 1 || visibility !== 'visible') return [];
    const behind = backgroundOf(layout.nodeIndex[index]!);
    const isLarge = Number.parseFloat(size!) >= (Number(weight) >= 700 ? 18.66 : 24);
    const contrast = contrastOf(over(colors.get(color!)!, behind), behind);
    if (contrast >= (isLarge ? CONTRAST_OF_LARGE : CONTRAST)) return [];
    return [
      `"${text}" has a contrast of ${contrast.toFixed(2)}: ${color} on rgb(${behind.map(Math.round)}).`,
    ];
  });
  return [...new Set(faults)];
}

type Rgb = readonly [red: number, green: number, blue: number];
type Rgba = readonly [...Rgb, alpha: number];

/** What a page without any background is painted on. */
const CANVAS: Rgb = [255, 255, 255];

/** Returns the background of a node: that of its element, blended over those around it. */
function backgroundsIn(
  { documents, strings }: Snapshot,
  colors: ReadonlyMap<string, Rgba>,
): (node: number) => Rgb {
  const { layout, nodes } = documents[0]!;
  const own = new Map(
    layout.nodeIndex.flatMap((node, index) => {
      const style = layout.styles[index]![1];
      return style === undefined || layout.text[index] !== -1
        ? []
        : [[node, colors.get(strings[style]!)!] as const];
    }),
  );
  const backgroundOf = (node: number): Rgb => {
    if (node < 0) return CANVAS;
    const around = () => backgroundOf(nodes.parentIndex![node] ?? -1);
    const color = own.get(node);
    if (!color) return around();
    return color[3] === 1 ? [color[0], color[1], color[2]] : over(color, around());
  };
  return backgroundOf;
}

/** Blends a colour over an opaque one. */
function over([red, green, blue, alpha]: Rgba, behind: Rgb): Rgb {
  const blend = (value: number, below: number) => value * alpha + below * (1 - alpha);
  return [blend(red, behind[0]), blend(green, behind[1]), blend(blue, behind[2])];
}

function contrastOf(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminanceOf(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Reads colours in any notation of CSS as Chromium paints them. */
async function readColors(page: Page, colors: readonly string[]): Promise<ReadonlyMap<string, Rgba>> {
  // A text, because the tests are compiled without the types of the DOM.
  const painted: number[][] = await page.evaluate(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    return ${JSON.stringify(colors)}.map((style) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = style;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    });
  })()`);
  return new Map(
    painted.map(([red, green, blue, alpha], index) => [
      colors[index]!,
      [red!, green!, blue!, alpha! / 255] as const,
    ]),
  );
}
