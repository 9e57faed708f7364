/**
 * Names of companies and products that are also ordinary English words, by field. A name in this
 * list is recognised by its context, see `brand-context.ts`; any other name by its letters alone.
 * The names of airlines ("Delta", "United") are left out: in 14,640 tweets the word meant the
 * brand nearly always.
 */
const BY_FIELD = {
  software: `affinity anchor apply arc atlas aura azure bamboo base basis bear blender bolt box branch breeze
    bridge bubble buffer calm canvas carbon cascade chef circle clay clever clockwork close coda
    compass copper craft current cursor dash discord drift drip drone dusk electron element embed
    envoy equator excel expo fathom fetch figment flow flux focus forge formation framer frame front
    fusion gem ghost glide glitch go grain granola gravity greenhouse harvest heap help horizon hub
    icon ideal inspire insight jam jasper jet journey june keep kite lattice later launch ledger
    lever linear loom lotus make mango mantle matrix maze medium mercury meet merge meteor mint
    mirror mode monday motion mural neat next node notes notion nova numbers oasis observe obsidian
    office onyx opera orbit outlook outreach pages parcel parse path pitch pivot pixel plane
    plausible playbook pocket post prism process pulse puppet quest quill radar raft ramp react
    reason recall reflect relay remote render replicate resend ripple rise rocket rust sage salt
    scout segment sense sentry sequence session shape shift shortcut signal sketch slack slate slice
    snowflake spark spring sprout square stack stripe stream studio sublime super surf swift switch
    table talk tally tango teams tempo tenor threads things tide toggle trace track twist unity
    unreal vector vault velocity vision warp wave word words works workable zeal zen zoom`,
  retail: `best boots coach corner dove express gap giant guess jump lush lands metro nest next office old
    orange patch pink poise reserve revolve shell sonic sprouts staples subway target tide tiger
    total toast virgin visa wish zone`,
  finance: `acorns affirm ally brave capital cash chase chime citizens coin credit curve discover fidelity
    frontier lemonade marcus mercury monument oscar plaid principal progressive public root square
    stash stripe truth venture wise`,
  media: `bloom fortune fox hinge max medium mosaic paramount peacock people reason reels shorts slate
    snap spectrum sling spark steam stitch tidal time times tinder twitch vice vine wire wired`,
  things: `bird bumble canon cricket dodge escape explorer fire focus genesis golf jaguar lime lincoln
    lucid lumen mini mustang oracle pilot pixel polar puma ram rover saturn sharp spin surface
    switch vector vanguard`,
  telecommunication: `boost bounce drive edge firefly frontier ocean one sky spectrum sprint three verge vivid ring`,
} as const;

const COMMON_WORDS: ReadonlySet<string> = new Set(
  Object.values(BY_FIELD).flatMap((words) => words.split(/\s+/)),
);

/** A number with a unit or a multiplier: "3M" is also three million. */
const QUANTITY = /^\p{N}+\p{L}{1,2}$/u;

/** Whether a name of one word, in its compared form, is an ordinary word or a quantity too. */
export function isCommonWord(word: string): boolean {
  return COMMON_WORDS.has(word) || QUANTITY.test(word);
}
