package files

import (
	"mime"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// The types the program has a use for; callers allow some of them.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT  = "application/vnd.oasis.opendocument.text"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	CSV  = "text/csv"
	Text = "text/plain"
	ZIP  = "application/zip"
)

// sniffed is how much of the beginning decides the type.
const sniffed = 64 << 10

// typeOf finds which of the allowed types the content is by its beginning; ""
// for none of them. A table in plain text is known as CSV by its name only.
func typeOf(head []byte, name string, allowed []string) string {
	found, _, err := mime.ParseMediaType(mimetype.Detect(head).String())
	if err != nil {
		return ""
	}
	table := found == CSV || found == "text/tab-separated-values"
	plain := found == Text && printable(head)
	switch {
	case plain && strings.EqualFold(path.Ext(name), ".csv") && slices.Contains(allowed, CSV):
		return CSV
	case table && !slices.Contains(allowed, CSV) && slices.Contains(allowed, Text):
		return Text
	case found == Text && !plain, !slices.Contains(allowed, found):
		return ""
	}
	return found
}

// printable reports whether the beginning is UTF-8 text without control signs.
func printable(head []byte) bool {
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size <= 1 && len(head) >= utf8.UTFMax {
			return false
		}
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return false
		}
		head = head[max(size, 1):]
	}
	return true
}

// cleanName is the name a person gave the file, made harmless: no folders, no
// control or direction signs, at most 200 characters, never empty.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>:|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	name = strings.TrimLeft(name, ".")
	if name == "" || name == "/" {
		return "file"
	}
	if r := []rune(name); len(r) > maxName {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(r[:maxName-len(ext)]) + string(ext)
	}
	return name
}

const maxName = 200
