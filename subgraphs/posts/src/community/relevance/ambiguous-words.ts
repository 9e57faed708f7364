/**
 * English words that are also names of products or companies. A post that has one of them may be
 * about something else.
 */
export const AMBIGUOUS_WORDS: ReadonlySet<string> = new Set(
  `amazon amplitude anchor angular ant apple arc asana atlas atom aurora avocado bamboo base beacon beam bear bench
  bit bloom blue bolt box brave bridge brilliant buffer bun bunny calendar calm campaign canvas capsule carbon cell chain
  chase chime circle clay clear clever click close cloud coach coda codex comet compass copper cortex craft cursor
  dart dash day deal deel delta descript dia dot draft drift drop dust echo eclipse edge element elastic elm ember
  envoy epic express fathom flask flow flux focus forge form fresh front fuse gatsby gem ghost glide go grain
  granite graph groove ground guru gusto harbor harvest heap height helm hive honey hub icon ink insight jasper jet
  julia kick kit kite lattice launch leaf lemon lever light lime linear link lite loom loop lovable
  lucid luma magic make map mercury mesh metal meteor mint mirror mode monday motion muse native neat nest next night
  node notion nova oak oasis obsidian octopus open opera oracle orange orbit outline oxygen paddle pages panda paper
  parcel patch pilot pinecone pipe plaid plain plane planet play plot polar post prime prism pulse python quest quick
  radar rain ramp react reflect relay render replicate rest ripple rise river rocket ruby rust safari sage salt sandbox
  scale scout segment sentry shadow shape shift shop signal sketch slack slate slice snap solid sonar spark sphere
  splash spring sprout square stack start steam stitch stone storm stream stripe style sun surge swift tango target
  teal teams temper tempo tide tiger together torch touch trace track trail tree turbo twist unity vault vector
  verse vision vita wave way whale whisper wing wire wish wonder word work yoga zen zoom`.split(/\s+/),
);
