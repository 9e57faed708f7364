/** Words that carry no topic of their own, by kind. */
const BY_KIND = {
  function: `a about above across after again against all almost alone along already also although always am amid among an and
    another any anybody anyone anything anyway anywhere are around as at away back be became because become been before behind
    being below beside besides between beyond both but by can cannot could despite did do does doing done down due during each
    either else enough etc even ever every everybody everyone everything everywhere except few for former from further get gets
    getting give given gives go goes going gone got had has have having he hence her here hers herself him himself his how
    however i if in indeed instead into is it its itself just least less let lets like likely made make makes making many may
    maybe me meanwhile might mine more moreover most mostly much must my myself near nearly neither never nevertheless no nobody
    none nor not nothing now nowhere of off often on once one ones only onto or other others otherwise our ours ourselves out
    over own per perhaps please put puts quite rather re really s same see seem seemed seems several shall she should since so
    some somebody somehow someone something sometimes somewhere still such than that the their theirs them themselves then there
    therefore these they this those though through throughout thru thus to today together tomorrow tonight too toward towards
    under unless until up upon us use used uses using usually various very via was we well were what when where whether which
    while who whom whose why will with within without would yes yesterday yet you your yours yourself yourselves`,
  verbs: `add added ago allow allows announce announced announces ask asked asking asks avoid believe bring brings built build
    building buy buying call called calls came change changed check come comes coming consider consist could create created
    creating cut cuts deal die died discover does end ended ends explain explained fall falls feel feels fell felt find finds
    finding fix fixed follow found gain gains gave guess happen happened happening happens hate hated hear heard help helped helps
    hit hits hold hope hoping introduce introducing invite is join keep keeping keeps knew know knowing known knows launch launched
    launches launching lead leads learn learned learning leave leaves leaving left lets lie look looked looking looks lose loses
    lost love loved loves mean meaning means meet meets met miss missed move moved moves moving need needed needing needs offer
    offers open opens pay paying plan plans play post posted posting posts prefer provide provides raise raised raises ran reach
    read reading reads receive received recommend release released releases releasing remember remove removed reply reveal
    revealed reveals rise rises run running runs said save saw say saying says seeing seen sell sells send sent set sets share
    shared show showed showing shown shows sit sold speak spend spent stand start started starting starts stay stop stopped stops
    apply applying submit subscribe suggest take takes taken taking talk talking tell telling tells think thinking thinks thought told took tried
    tries try trying turn turned turns understand understanding update updated wait waiting wants want wanted wanting was watch
    watching went win wins wish won wonder wondering work worked working works write writes writing written wrote`,
  adjectives: `able actual actually amazing available awesome awful bad based basic basically beautiful best better big bigger
    biggest bit certain certainly clear close common complete completely cool crazy current currently definitely different
    difficult early easier easiest easily easy effective entire exactly excellent excited expensive fast faster favorite final
    finally fine first free fresh full fun funny general generally good great greatest happy hard high higher highest honestly
    huge important incredible interested interesting large larger largest last late lately later latest little long longer loose
    low lower lowest main major modern multiple necessary new newer newest next nice obviously old older original particular past
    perfect popular possible possibly present pretty previous previously probably proper public quick quickly random ready real
    recent recently right sad second serious seriously short similar simple simply single slow small smaller smart soon sorry
    special specific strange strong stupid super sure terrible third true truly ultimate unique useful whole wonderful worse worst
    worth wrong young`,
  nouns: `accident advice amount answer answers anyone area article articles aspect bio bunch case cases cause chance choice com
    comment comments content couple course day days detail details end everyone example examples experience fact folks friend
    friends future group guide guy guys half hello hey hi home hour hours idea ideas info information issue issues item job key kind
    kinds lady last level life line link links list lot lots man matter men minute minutes moment month months morning name names
    night note number numbers opinion option options order page part parts party people percent person piece place places point
    points problem problems project question questions reason reasons result results review second seconds sense series set side
    site size solution sort start state step steps story stories stuff style summary team term terms test thank thanks thanx thing
    things thought thoughts thread time times tip tips title today tool tools top topic total tutorial type types value version
    view views way ways website week weekend weeks woman women word words world year years`,
  network: `amp app apps hacker blog click comments dm edit email facebook fb follow followers gif hn href html http https img imho imo inbox
    instagram irl jpg lmao lol nbsp newsletter nsfw omg op pdf pic pics png podcast quot repost rt thx tl tldr tweet tweets twitter ty
    url video videos vs watch web wtf www youtube yt`,
  calendar: `jan feb mar apr jun jul aug sep sept oct nov dec january february march april june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun am pm`,
  quantity:
    'two three four five six seven eight nine ten hundred thousand million billion trillion dozen zero k m bn usd',
} as const;

const STOP_WORDS: ReadonlySet<string> = new Set(
  Object.values(BY_KIND).flatMap((words) => words.split(/\s+/)),
);

/** Phrases that sites and authors repeat on any subject. */
const BOILERPLATE: ReadonlySet<string> = new Set([
  'all rights reserved',
  'breaking news',
  'dear sir',
  'limited edition',
  'open letter',
  'press release',
  'privacy policy',
  'social media',
  'terms of service',
]);

/** Whether a word in lower case may begin, end or be a topic. */
export function isTopicWord(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word) && !/^\p{N}+$/u.test(word);
}

/** Whether a phrase is repeated on any subject. */
export function isBoilerplate(phrase: string): boolean {
  return BOILERPLATE.has(phrase);
}
