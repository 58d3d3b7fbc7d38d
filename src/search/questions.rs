//! Question words and similar words in queries. Articles may not contain them, so an index made only from articles
//! would treat `where` as a typo of `here`. A word is left out only if the stop words of the language include it.

use super::language::Stemmer;
use super::words::fold;

/// Question words, pronouns and auxiliary verbs of the languages that have stop words.
const AROUND: &[&str] = &[
    "what where when why who whom which how is are was were be been am do does did can could may might must shall should \
     will would have has had i me my we us our you your he him his she her it its they them their this that these those \
     there here a an the and or but nor if then else so because as at by for from in into of off on to with without not \
     no yet get got like let please want wants need also any all some own only just than too since while ever every",
    "was wo wann warum wieso weshalb wer wem wen welche welcher welches wie ist sind war waren bin bist sein kann konnte \
     muss soll sollte will wollen würde habe hat hatte haben ich mich mir mein meine meinen wir uns unser du dein er sie \
     es ihr ihre dies diese das der die den dem des ein eine einen einem und oder aber wenn dann so weil als an auf aus \
     bei bis für in im mit nach nicht noch nur ob ohne über um unter von vor zu zum zur auch alle alles man sich",
    "que quoi où quand pourquoi qui quel quelle quels comment est sont était être suis peut puis dois faut ai as a ont \
     avoir je me mon ma mes nous notre vous votre il elle ils le la les un une des et ou mais si alors car comme à au \
     aux de du dans en par pour sur avec sans ne pas ce cet cette ces se son sa ses leur y",
    "qué que dónde donde cuándo cuando quién quien cuál cual cómo como es son era fue ser estoy está puede puedo debo \
     hay he ha yo me mi mis nosotros nuestro tú tu su él ella lo la los las un una unos y o pero si porque a al ante con \
     contra de del desde en entre hasta para por sin sobre no se le les este esta esto",
    "che cosa dove quando perché chi quale come è sono era essere posso può devo ho ha hanno io mi mio mia miei noi \
     nostro tu tuo lui lei lo la i gli le un uno una e o ma se a al con da dal di del in nel per su tra non si ci questo",
    "que onde quando porque quem qual como é são era foi ser estou está pode posso devo tenho tem eu me meu minha meus \
     nós nosso você seu sua ele ela o a os as um uma e ou mas se ao com de do da em no na para por sem não este esta isso",
    "wat waar wanneer waarom wie welke hoe is zijn was waren ben kan kon moet wil zal zou heb heeft had hebben ik me mij \
     mijn wij we ons onze jij je jouw hij zij ze het de een en of maar als dan dus want aan bij in met naar niet om op \
     over te tot uit van voor door dit dat deze die er",
    "vad var när varför vem vilken hur är ska kan måste vill har hade jag mig min mitt mina vi oss vår du din han hon den \
     det de en ett och eller men om så att av för från i in med på till utan inte detta",
    "hva hvad hvor når hvornår hvorfor hvem hvilken hvordan er var kan må skal vil har havde hadde jeg meg mig min mit \
     mitt mine vi oss os vår vores du din han hun den det de en et og eller men om så at av af for fra i med på til uten \
     uden ikke dette",
    "mikä mitä missä milloin miksi kuka miten on ovat oli olen voi minä minun me te hän se ne ja tai mutta jos kun ei",
    "что где когда почему кто какой как есть был быть могу может нужно я мне мой моя мы нас наш вы ваш он она оно они и \
     или но если то потому а в во до для за из к на не о об от по с со у это этот эта",
    "ne nerede nasıl neden kim hangi bir bu şu ve veya ama için ile mi mı de da ben biz siz o",
    "ce unde când de cine care cum este sunt era pot poate trebuie am ai are eu mie meu mea noi voi el ea un o și sau dar \
     dacă la în cu din pe pentru nu",
    "mi mit hol mikor miért ki melyik hogyan van volt lesz én nekem mi ti ő a az egy és vagy de ha nem",
];

/// The words from the list that are stop words in this language, folded.
pub(super) fn stop_words(language: &str) -> impl Iterator<Item = String> {
    let mut stemmer = Stemmer::new(language);
    let words = AROUND.iter().flat_map(|words| words.split_whitespace());
    words.filter(move |word| stemmer.stem(word).is_none()).map(|word| fold(word).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_decides() {
        let check = |language: &str, word: &str, expected: bool| {
            assert_eq!(stop_words(language).any(|stop_word| stop_word == word), expected, "{word} in {language}");
        };
        check("en", "where", true);
        check("en", "wo", false);
        check("de", "ich", true);
        check("de", "where", false);
        check("ja", "where", false);
    }
}
