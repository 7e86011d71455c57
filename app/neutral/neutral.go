package neutral

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Title gives the name of a job, or of a school title, as it would be of anybody.
func Title(text string) string { return rewrite(text, true) }

// Text gives what somebody wrote of their work as anybody would have written it.
func Text(text string) string { return rewrite(text, false) }

// token is a word of a text or what stands between two.
type token struct {
	text string
	word bool
}

func cut(text string) (all []token) {
	for _, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsMark(r) || len(all) > 0 && all[len(all)-1].holds(r)
		if n := len(all) - 1; n >= 0 && all[n].word == inside {
			all[n].text += string(r)
		} else {
			all = append(all, token{string(r), inside})
		}
	}
	return all
}

// holds says that a hyphen, or the apostrophe of a Ukrainian word, goes on with the word.
func (t *token) holds(r rune) bool {
	last, _ := utf8.DecodeLastRuneInString(t.text)
	return t.word && (r == '-' || (r == '’' || r == '\'') && unicode.Is(unicode.Cyrillic, last))
}

// reader goes through a text: start says that a job may be named here, person that one
// just was, self that somebody just said "I am".
type reader struct {
	all                 []token
	title               bool
	start, person, self bool
	// also says that what comes may go on telling of who was just named.
	also bool
}

func rewrite(text string, title bool) string {
	rd := reader{all: cut(text), title: title, start: true}
	rd.read()
	var out strings.Builder
	for _, t := range rd.all {
		out.WriteString(t.text)
	}
	return out.String()
}

func (rd *reader) read() {
	for i := range rd.all {
		t := &rd.all[i]
		switch {
		case t.word:
			rd.one(i)
		case strings.ContainsAny(t.text, ",;:/–—(.\n+&|"):
			rd.also = rd.person && strings.TrimSpace(t.text) == ","
			rd.start, rd.person = true, false
			rd.self = rd.self && strings.TrimSpace(t.text) == ","
		}
	}
}

// one reads the word at i.
func (rd *reader) one(i int) {
	w := rd.all[i].text
	f := fold(w)
	c, prefix := classOf(w)
	switch {
	case c != nil && (c.kind == word || rd.person || (rd.start && rd.title || rd.called(i)) && c.kind == first):
		rd.show(i, prefix+c.show)
	case rd.start && !rd.title && slices.Contains(ofPeople, masculine(f)):
		rd.show(i, masculine(f)+"/a")
	case rd.self && i > 0 && rd.said(i, f):
	case rd.title && (rd.start || rd.person) && guessed(w, rd.start) != nil:
		forms := guessed(w, rd.start)
		rd.show(i, both(forms[0], forms[1]))
	case (rd.person || rd.also) && adjective.MatchString(f):
		rd.show(i, masculine(f)+"/a")
	case rd.person && after[f] != "":
		rd.all[i].text, rd.person = after[f], false
	case !rd.title && past(f) != "":
		rd.all[i].text = past(f)
		rd.start, rd.person = false, false
	case slices.Contains(joiners, f):
		rd.start, rd.person = true, false
	case slices.Contains(neither, f) || strings.HasSuffix(f, "ista") || strings.HasSuffix(f, "nte") || strings.HasSuffix(f, "bile"):
		rd.start, rd.person = false, true
	case rd.parts(i, w):
	default:
		rd.start, rd.person, rd.also, rd.self = false, false, false, slices.Contains(selves, f)
	}
}

// called says that "a" stands before the word at i: "sono una tecnica".
func (rd *reader) called(i int) bool {
	return i >= 2 && slices.Contains([]string{"un", "uno", "una"}, fold(rd.all[i-2].text))
}

// show puts what is shown in the place of the word at i, written as it was.
func (rd *reader) show(i int, text string) {
	was := []rune(rd.all[i].text)
	rd.all[i].text = cased(text, was)
	rd.before(i)
	rd.start, rd.person, rd.also = false, true, false
}

func cased(text string, was []rune) string {
	switch {
	case len(was) > 1 && unicode.IsUpper(was[0]) && unicode.IsUpper(was[1]):
		return strings.ToUpper(text)
	case unicode.IsUpper(was[0]):
		r := []rune(text)
		r[0] = unicode.ToUpper(r[0])
		return string(r)
	}
	return text
}

// before changes what stands before a word that says who: an adjective, and the article.
func (rd *reader) before(i int) {
	if i < 2 || !rd.all[i-2].word || strings.Trim(rd.all[i-1].text, " '’") != "" {
		return
	}
	x := rd.all[i-2].text
	if c, _ := classOf(x); c != nil && c.kind == beside {
		rd.all[i-2].text = cased(c.show, []rune(x))
		rd.before(i - 2)
		return
	}
	if show := articles[fold(x)]; show != "" {
		rd.all[i-2].text = cased(show, []rune(strings.ToLower(x[:1])+x[1:]))
		if unicode.IsUpper([]rune(x)[0]) {
			rd.all[i-2].text = strings.ToUpper(show[:1]) + show[1:]
		}
		rd.all[i-1].text = " "
	}
}

// parts reads a word with a hyphen that is in no list by its parts.
func (rd *reader) parts(i int, w string) bool {
	pieces := strings.Split(w, "-")
	if len(pieces) == 1 {
		return false
	}
	found := false
	for n, piece := range pieces {
		if c, _ := classOf(piece); c != nil && c.kind >= first {
			pieces[n], found = cased(c.show, []rune(piece)), true
		}
	}
	if found {
		rd.all[i].text = strings.Join(pieces, "-")
		rd.start, rd.person = false, true
	}
	return found
}

var (
	// joiners stand between two jobs of one title.
	joiners = strings.Fields("e ed o oppure y et ou si sau dhe ose і и та або или and or و")
	// neither are jobs, and words beside jobs, that are the same for everybody.
	neither = strings.Fields(`aiuto capo vice ex apprendista tirocinante stagista junior senior socio colf falegname interprete custode manovale portalettere
		guia secretaire peintre coach caposquadra capocantiere caporeparto caposala capoturno capobarca geometra collega baby badante addetti sociale part-time stagionale professionale edile fiscale commerciale tessile navale legale`)
	// after a job some words are written one way for women and another for men.
	after = map[string]string{"у": "в", "в": "в", "i": "e"}
	// articles are shown with both.
	articles = map[string]string{"un": "un/a", "uno": "un/a", "una": "un/a", "une": "un/a", "il": "il/la", "lo": "il/la", "la": "il/la", "el": "il/la",
		"del": "del/la", "dello": "del/la", "della": "del/la", "al": "al/la", "allo": "al/la", "alla": "al/la", "dal": "dal/la", "dallo": "dal/la", "dalla": "dal/la"}
)
