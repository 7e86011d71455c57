package europass

import (
	"html"
	"slices"
	"strings"

	tokens "golang.org/x/net/html"
)

const bullet = "• "

// blocks are the elements that stand on lines of their own.
var blocks = []string{"p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}

// page gathers lines; the last one is being written.
type page struct {
	done strings.Builder
	now  string
}

// end begins a new line, if there is anything on this one.
func (p *page) end() {
	if strings.TrimSpace(strings.TrimPrefix(p.now, bullet)) != "" {
		p.skip()
	}
}

// skip begins a new line.
func (p *page) skip() {
	p.done.WriteString(p.now + "\n")
	p.now = ""
}

// textOf makes plain lines of a description's HTML; what is no HTML stays as it is. An item
// of a list begins with a bullet.
func textOf(s string) string {
	if !strings.Contains(s, "<") {
		return lines(html.UnescapeString(s))
	}
	var p page
	hidden := false
	for z := tokens.NewTokenizer(strings.NewReader(s)); ; {
		kind := z.Next()
		name, _ := z.TagName()
		tag := string(name)
		switch {
		case kind == tokens.ErrorToken:
			p.skip()
			return lines(p.done.String())
		case kind == tokens.TextToken && !hidden:
			p.now += spaced(string(z.Text()))
		case tag == "script" || tag == "style":
			hidden = kind == tokens.StartTagToken
		case tag == "br":
			p.skip()
		case slices.Contains(blocks, tag):
			p.end()
			if tag == "li" && kind == tokens.StartTagToken {
				p.now = bullet
			}
		}
	}
}

// spaced makes every run of white space one space, as HTML shows it.
func spaced(s string) string {
	out := strings.Join(strings.Fields(s), " ")
	if out == "" {
		return " "
	}
	if strings.TrimLeft(s, " \t\r\n") != s {
		out = " " + out
	}
	if strings.TrimRight(s, " \t\r\n") != s {
		out += " "
	}
	return out
}

// htmlOf writes lines as the editors of Europass do: a paragraph for each, lists of what
// begins with a bullet.
func htmlOf(text string) string {
	var b strings.Builder
	inList := false
	for l := range strings.SplitSeq(text, "\n") {
		item, isItem := strings.CutPrefix(l, bullet)
		if isItem != inList {
			b.WriteString(map[bool]string{true: "<ul>", false: "</ul>"}[isItem])
			inList = isItem
		}
		switch {
		case isItem:
			b.WriteString("<li>" + html.EscapeString(item) + "</li>")
		case l == "":
			b.WriteString("<p><br></p>")
		default:
			b.WriteString("<p>" + html.EscapeString(l) + "</p>")
		}
	}
	if inList {
		b.WriteString("</ul>")
	}
	return b.String()
}
