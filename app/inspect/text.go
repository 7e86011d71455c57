package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MostText is how many characters of a document's text are kept.
const MostText = 200_000

// ErrNoReader says that this machine has no program to read the text of a PDF.
var ErrNoReader = errors.New("this machine has no pdftotext")

const (
	textOut  = "text"
	mostRead = 8 << 20 // bytes of pdftotext's output that are looked at
)

// toolLimits are those of poppler's programs.
func (i *Inspector) toolLimits() limits {
	l := i.ownLimits()
	l.Space, l.File = 1<<30, mostRead
	return l
}

// Text is the text of a PDF, cleaned and bounded, in the order it is read; "" for a PDF of
// pictures. ErrNoReader where pdftotext is not there; an Invalid fault where the PDF is
// too heavy to be read.
func (i *Inspector) Text(ctx context.Context, pdf string) (text string, err error) {
	if i.pdftotext == "" {
		return "", ErrNoReader
	}
	err = i.within(ctx, pdf, func(f *folder) error {
		if err := i.tool(ctx, f, i.pdftotext, "-q", "-enc", "UTF-8", "-nopgbrk", "-l", fmt.Sprint(i.o.MaxPages), input(0), textOut); err != nil {
			return err
		}
		text, err = readText(f.at(textOut))
		return err
	})
	return text, err
}

// within runs do with a PDF in a folder of its own, in a turn.
func (i *Inspector) within(ctx context.Context, pdf string, do func(f *folder) error) error {
	f, err := makeFolder(i.o.Dir)
	if err != nil {
		return fmt.Errorf("no folder to read a document: %w", err)
	}
	defer func() { _ = f.remove() }() // the next New sweeps
	if err := f.put(input(0), pdf, 64<<20); err != nil {
		return err
	}
	if err := i.take(ctx); err != nil {
		return err
	}
	defer i.give()
	err = do(f)
	var r refusal
	if errors.As(err, &r) {
		return i.refuse(string(r))
	}
	return err
}

// tool runs one of poppler's programs under limits in the folder.
func (i *Inspector) tool(ctx context.Context, f *folder, args ...string) error {
	_, err := i.child(ctx, f, task{Do: doProgram, Args: args, Limits: i.toolLimits()}, i.o.Limit, "LANG=C.UTF-8", "HOME=/nonexistent")
	if errors.Is(err, errLimit) {
		return refusal(refusedHeavy)
	}
	return err
}

// readText reads what a child wrote, which is not to be believed either.
func readText(path string) (string, error) {
	f, err := openMade(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostRead))
	if err != nil {
		return "", err
	}
	return cleanText(string(data)), nil
}

// cleanText keeps what is text: valid, in usual forms, without control signs; marks of
// direction go, for they are about a page that is not here; lines lose their ends, and
// more than one empty line is one.
func cleanText(s string) string {
	s = mendArabic(norm.NFC.String(folded(strings.ToValidUTF8(s, ""))))
	var b strings.Builder
	empty, left := 0, MostText
	for line := range strings.Lines(s) {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			empty++
			continue
		}
		gap := ""
		if b.Len() > 0 {
			gap = []string{"\n", "\n\n"}[min(empty, 1)]
		}
		line, left = cut(gap+line, left)
		b.WriteString(line)
		empty = 0
	}
	return strings.TrimSpace(b.String())
}

// cut is as much of a line as may stand, and how many characters may still follow.
func cut(line string, left int) (string, int) {
	if n := utf8.RuneCountInString(line); n <= left {
		return line, left - n
	}
	for at := range line {
		if left == 0 {
			return line[:at], 0
		}
		left--
	}
	return line, 0
}

var (
	numberGlued = regexp.MustCompile(`([٠-٩۰-۹0-9])([\x{0621}-\x{064A}\x{0671}-\x{06D3}])`)
	signFirst   = regexp.MustCompile(` ([،؛؟]) ?`)
	spaces      = regexp.MustCompile(`  +`)
)

// mendArabic puts right what poppler turns round in Arabic letters: the space on the
// wrong side of a number or a comma, and lam-alif with a sign on the alif. Lam with a
// plain alif stays as it comes: turned round it is the article, which is right elsewhere.
func mendArabic(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
		return s
	}
	s = strings.NewReplacer("اإل", "الإ", "األ", "الأ", "اآل", "الآ").Replace(s)
	s = numberGlued.ReplaceAllString(s, "$1 $2")
	return spaces.ReplaceAllString(signFirst.ReplaceAllString(s, "$1 "), " ")
}

// folded maps signs that stand for others and drops those that stand for nothing. The
// two that join and part letters stay: Bengali, Persian and Urdu spell with them.
func folded(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	const nonJoiner, joiner = '\u200c', '\u200d'
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == nonJoiner, r == joiner:
			return r
		case r == '\t', r == '\u00a0', r == '\u202f', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == utf8.RuneError, r == '\ufeff':
			return -1
		}
		return r
	}, s)
}
