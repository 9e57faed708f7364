/**
 * Emoji and emoticons grouped by their common meaning, compiled by hand for this model. The model
 * treats a group as one word, so it can interpret an emoji missing from the training data.
 */
const GROUPS: Readonly<Record<string, string>> = {
  laugh: '😂 🤣 😆 😹 😄 😁 😃 😀 😅 💀 xd xD XD :D :-D =D ;D :d',
  love: '❤ ♥ 💕 💖 💗 💘 💙 💚 💛 💜 🖤 🤍 🧡 💞 💓 💝 😍 😻 🥰 😘 💋 😚 😙 🤗 💑 <3',
  smile: '🙂 😊 ☺ 😇 😌 🥲 😉 😋 😎 😏 🤩 😺 🤭 :) :-) =) (: ;) ;-) :] :} :p :P :-P ^_^ c:',
  cheer: '🎉 🎊 🥳 👏 🙌 💪 🔥 ✨ 🌟 ⭐ 💯 🏆 🥇 👍 👌 🙏 🤞 🍾 🥂 🎁 🌹 🌸 🌈 ✅ 🚀 🤝 \\o/',
  sad: "😢 😭 😞 😔 ☹ 🙁 😥 😪 😿 💔 🥺 😩 😫 😓 😣 😖 🥀 :( :-( =( ): :[ :c D: :'( ;( ;_; T_T T.T",
  angry: '😠 😡 🤬 👿 😤 💢 🖕 👎 >:( >:[',
  fear: '😨 😱 😰 😧 😦 🙀 👻 😬',
  surprise: '😮 😲 😯 🤯 😳 😵 ⁉ ‼ ❗ :o :O :-O o_o O_O o.O O.o',
  disgust: '🤢 🤮 💩 🤧 😷 🐍 🗑',
  doubt: '🤔 🙄 😒 😑 😐 😕 🤨 🤷 🤦 😶 🧐 😟 🙃 :/ :-/ :\\ :| :-| -_- ._.',
};

/** Maps an emoji or emoticon to its group. */
export const EMOJI_GROUP: ReadonlyMap<string, string> = new Map(
  Object.entries(GROUPS).flatMap(([group, signs]) => signs.split(' ').map((sign) => [sign, group] as const)),
);

const literal = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** A pattern for the groups' ASCII emoticons, longest first. */
export const EMOTICON = [...EMOJI_GROUP.keys()]
  .filter((sign) => /^[\x20-\x7e]+$/.test(sign))
  .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  .map(literal)
  .join('|');
