//! Titles and names: invented, of the lengths and in the scripts of real ones.

use super::chance::Draw;

/// What something is called, in the language it was made in and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    pub original: String,
    /// ISO 639-1.
    pub language: &'static str,
    /// As `original` where that is English.
    pub english: String,
}

/// What someone is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub name: String,
    /// Family name first, in Latin letters.
    pub sort: String,
    /// The name in Latin letters, where it has others.
    pub latin: Option<String>,
}

pub fn title(draw: &mut Draw) -> Title {
    let english = english(draw);
    let script = draw.weighted(SCRIPTS);
    let original = match script {
        "en" => return Title { original: english.clone(), language: script, english },
        "fr" => french(draw),
        // Decomposed on purpose: a letter and the mark that is put over it.
        "yo" => some(draw, YORUBA, 2..4, " "),
        "ja" => some(draw, JAPANESE, 2..5, ""),
        "zh" => some(draw, CHINESE, 2..6, ""),
        "ko" => some(draw, KOREAN, 2..4, " "),
        "he" => some(draw, HEBREW, 2..4, " "),
        "ar" => some(draw, ARABIC, 2..4, " "),
        _ => some(draw, RUSSIAN, 2..4, " "),
    };
    Title { original, language: script, english }
}

fn english(draw: &mut Draw) -> String {
    let (noun, other, quality) = (draw.pick(NOUNS), draw.pick(NOUNS), draw.pick(QUALITIES));
    let proper = proper(draw);
    match draw.below(100) {
        0..10 => format!("The {noun} of {proper}"),
        10..26 => format!("{proper}’s {noun}"),
        26..48 => format!("{quality} {proper}"),
        48..58 => proper,
        58..80 => format!("{proper} {noun}"),
        80..85 => format!("{proper} and the {noun}"),
        85..88 => format!("{proper} Isn’t {quality} Any More"),
        88..91 => format!("{proper} ({quality} {noun})"),
        91..94 => format!("{noun} & {proper}"),
        94..97 => format!("{proper} #{}", draw.below(9) + 2),
        // IMDb has titles that begin with a quotation mark and are not quoted.
        97 => format!("\"{proper}\" {noun}"),
        98 => format!("“{proper}”: {quality} {noun}, {quality} {other} and the {noun} That {proper} Never Had"),
        _ => format!("{quality} {noun}"),
    }
}

fn french(draw: &mut Draw) -> String {
    let proper = proper(draw);
    match draw.below(4) {
        0 => format!("L’été de {proper}"),
        1 => format!("À l’ombre de {proper}"),
        2 => format!("Le cœur {proper}"),
        _ => format!("Les garçons de {proper}"),
    }
}

/// Some of these words, so many of them as `count` allows.
fn some(draw: &mut Draw, from: &[&str], count: std::ops::Range<u64>, between: &str) -> String {
    let count = count.start + draw.below(count.end - count.start);
    (0..count).map(|_| draw.pick(from)).collect::<Vec<_>>().join(between)
}

/// A name of someone or of a place, such as nobody has.
fn proper(draw: &mut Draw) -> String {
    let middle = if draw.permille(550) { draw.pick(MIDDLES) } else { "" };
    [draw.pick(ONSETS), middle, draw.pick(ENDS)].concat()
}

pub fn person(draw: &mut Draw) -> Name {
    let (given, family) = (draw.pick(GIVEN), proper(draw));
    let latin = format!("{given} {family}");
    let sort = format!("{family}, {given}");
    let other = |name| Name { name, sort: sort.clone(), latin: Some(latin.clone()) };
    match draw.below(1_000) {
        0..900 => Name { name: latin, sort, latin: None },
        900..925 => other(some(draw, JAPANESE, 2..4, "")),
        925..950 => other(some(draw, CHINESE, 2..4, "")),
        950..965 => other(some(draw, RUSSIAN, 2..3, " ")),
        965..980 => other(some(draw, HEBREW, 2..3, " ")),
        980..990 => other(some(draw, ARABIC, 2..3, " ")),
        _ => other(some(draw, YORUBA, 2..3, " ")),
    }
}

pub fn group(draw: &mut Draw) -> Name {
    let (noun, proper) = (draw.pick(NOUNS), proper(draw));
    let (name, sort) = match draw.below(4) {
        0 => (format!("The {proper} {noun}s"), format!("{proper} {noun}s, The")),
        1 => (format!("{proper} & the {noun}s"), format!("{proper} & the {noun}s")),
        2 => (format!("{noun} {proper}"), format!("{noun} {proper}")),
        _ => (proper.clone(), proper),
    };
    Name { name, sort, latin: None }
}

pub fn label(draw: &mut Draw) -> String {
    format!(
        "{} {}",
        proper(draw),
        draw.pick(&["Records", "Music", "Recordings", "Soundtracks", "Discos", "Entertainment"])
    )
}

const SCRIPTS: &[(u64, &str)] =
    &[(840, "en"), (45, "fr"), (30, "ja"), (25, "zh"), (10, "ko"), (10, "he"), (10, "ar"), (20, "ru"), (10, "yo")];

const ONSETS: &[&str] = &[
    "Al", "Bar", "Bel", "Cal", "Cor", "Dan", "Del", "Dor", "El", "Fal", "Fen", "Gar", "Gil", "Hal", "Har", "Hol", "Is",
    "Jor", "Kal", "Kel", "Lan", "Len", "Lor", "Mal", "Mar", "Mer", "Mor", "Nal", "Nor", "Ol", "Or", "Pal", "Per",
    "Quil", "Ral", "Ren", "Ros", "Sal", "Sel", "Sor", "Tal", "Tor", "Ul", "Val", "Ver", "Wil", "Yar", "Zan",
];
const MIDDLES: &[&str] = &[
    "a", "ab", "ad", "am", "an", "ar", "e", "ed", "el", "en", "er", "i", "id", "il", "im", "in", "ir", "o", "od", "ol",
    "om", "on", "or", "u", "ul", "um", "un", "ur", "vi", "vo", "za", "zo",
];
const ENDS: &[&str] = &[
    "bert", "by", "da", "den", "dine", "don", "dra", "fax", "ford", "gan", "ham", "ia", "ka", "kin", "la", "ley", "lo",
    "man", "mir", "more", "na", "nis", "no", "ra", "rin", "ro", "sa", "sen", "so", "sky", "ston", "ta", "ton", "va",
    "vale", "ven", "via", "ville", "win", "worth", "é", "ão", "ñez", "ström", "łowski", "ová",
];
const QUALITIES: &[&str] = &[
    "Red", "Blue", "Golden", "Silver", "Broken", "Burning", "Hollow", "Silent", "Wild", "Lonely", "Last", "First",
    "Sweet", "Bitter", "Crooked", "Electric", "Velvet", "Paper", "Midnight", "Early", "Late", "Lost", "Hidden", "Open",
    "Distant", "Frozen", "Restless", "Tender", "Dirty", "Holy", "Little", "Big", "Slow", "Fast", "Young", "Old", "New",
    "Long", "Short", "Deep",
];
const NOUNS: &[&str] = &[
    "River",
    "Road",
    "Night",
    "Day",
    "Dream",
    "Heart",
    "Stranger",
    "Garden",
    "Station",
    "Window",
    "Winter",
    "Summer",
    "Song",
    "Dance",
    "Shadow",
    "Light",
    "Letter",
    "Promise",
    "Kingdom",
    "Mountain",
    "Ocean",
    "Desert",
    "Train",
    "Mirror",
    "Secret",
    "Storm",
    "Fire",
    "Stone",
    "Crown",
    "Sparrow",
    "Wolf",
    "Horse",
    "Bridge",
    "Tower",
    "Harbor",
    "Island",
    "Village",
    "City",
    "Party",
    "Wedding",
    "Funeral",
    "Game",
    "Gun",
    "Knife",
    "Rose",
    "Diamond",
    "Machine",
    "Radio",
    "Satellite",
    "Comet",
];
const GIVEN: &[&str] = &[
    "Ada", "Alex", "Amir", "Ana", "Anders", "Anna", "Ben", "Carla", "Carlos", "Chen", "Clara", "Dario", "David",
    "Elena", "Emil", "Emma", "Eva", "Felix", "Fatima", "George", "Greta", "Hana", "Hans", "Helen", "Hugo", "Ida",
    "Ingrid", "Ivan", "Jack", "Jane", "Jean-Luc", "João", "John", "José", "Julia", "Karim", "Kate", "Ken", "Lars",
    "Laura", "Leo", "Lina", "Lucía", "Marc", "Maria", "Max", "Mei", "Mia", "Miles", "Nadia", "Nils", "Nina", "Noah",
    "Olga", "Omar", "Oscar", "Paul", "Pedro", "Petra", "Priya", "Ravi", "Rosa", "Ruth", "Samuel", "Sara", "Sean",
    "Sofia", "Søren", "Stella", "Theo", "Tom", "Uma", "Vera", "Victor", "Will", "Yuki", "Zoë", "Łukasz", "Chloé",
    "D’Arcy",
];
const YORUBA: &[&str] = &["Ọ̀ṣun", "Ilé", "Ọmọ", "A\u{301}wo", "E\u{300}wa\u{300}", "Orí", "Ayé", "Ìfẹ́", "Ṣàngó", "Ọba"];
const JAPANESE: &[&str] = &[
    "東京",
    "物語",
    "夜",
    "夢",
    "海",
    "山",
    "花",
    "さくら",
    "の",
    "ひかり",
    "空",
    "風",
    "雨",
    "千",
    "子",
    "太郎",
    "恋",
    "星",
    "ラジオ",
    "メロディー",
    "月",
    "君",
    "愛",
    "時",
];
const CHINESE: &[&str] = &[
    "花", "樣", "年", "華", "三", "毒", "史", "春", "光", "城", "市", "之", "街", "天", "下", "无", "贼", "英", "雄",
    "月", "亮", "我", "的", "歌", "红", "黑", "龙", "风", "云", "水",
];
const KOREAN: &[&str] =
    &["사랑", "서울", "밤", "친구", "하늘", "바다", "노래", "봄날", "기생충", "올드", "여름", "마음"];
const HEBREW: &[&str] = &["אהבה", "לילה", "ירושלים", "שיר", "ים", "שמש", "ילד", "חלום", "בית", "רוח", "אור", "זמן"];
const ARABIC: &[&str] = &["محمد", "منير", "ليل", "حب", "القاهرة", "بحر", "قمر", "أغنية", "شمس", "مدينة", "قلب", "يوم"];
const RUSSIAN: &[&str] =
    &["Городские", "улицы", "Ночь", "Москва", "Любовь", "Песня", "Дорога", "Звезда", "Зима", "Река", "Сталкер", "Ёлка"];
