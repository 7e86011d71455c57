package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	s = norm.NFC.String(folded(strings.ToValidUTF8(s, "")))
	var b strings.Builder
	empty, count := 0, 0
	for line := range strings.Lines(s) {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString([]string{"\n", "\n\n"}[min(empty, 1)])
		}
		if count += utf8.RuneCountInString(line) + 2; count > MostText {
			break
		}
		b.WriteString(line)
		empty = 0
	}
	return strings.TrimSpace(b.String())
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
