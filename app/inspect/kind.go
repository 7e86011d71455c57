package inspect

import (
	"bytes"
	"io"
	"os"
	"strings"
)

// Kinds of documents.
const (
	PDF  = "pdf"
	JPEG = "jpeg"
	PNG  = "png"
	DOCX = "docx"
	ODT  = "odt"
)

// What is known and not taken.
const (
	kindHEIC = "heic"
	kindWord = "word" // .doc, .rtf and other texts that a writing program can save as PDF
	kindZip  = "zip"  // DOCX, ODT or neither: the parts tell
)

// headSize is how much of the beginning tells the kind.
const headSize = 512

// kindOf is what a document is by its beginning, "" for what we do not know. The name
// is never believed; the first bytes must be the document's own.
func kindOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipKind(head)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), bytes.HasPrefix(head, []byte(`{\rtf`)):
		return kindWord
	case len(head) >= 12 && string(head[4:8]) == "ftyp" && heif(string(head[8:12])):
		return kindHEIC
	}
	return ""
}

// zipKind reads the first part's name: an ODT says what it is there.
func zipKind(head []byte) string {
	const odt = "mimetypeapplication/vnd.oasis.opendocument.text"
	if len(head) > 30 && bytes.HasPrefix(head[30:], []byte(odt)) && !bytes.HasPrefix(head[30:], []byte(odt+"-")) {
		return ODT
	}
	return kindZip
}

func heif(brand string) bool {
	return strings.HasPrefix(brand, "hei") || strings.HasPrefix(brand, "hev") || brand == "mif1" || brand == "msf1" || brand == "avif"
}

// refusedBy is why a kind is not taken, "" where it is.
func (i *Inspector) refusedBy(kind string) string {
	switch kind {
	case PDF, JPEG, PNG:
		return ""
	case kindHEIC:
		return refusedHEIC
	case kindWord:
		return refusedWord
	case ODT, DOCX, kindZip:
		if i.soffice == "" {
			return refusedWord
		}
		return ""
	}
	return refusedKind
}

// Quick judges an upload by its first bytes and its size, for the request itself: what
// it lets through is not yet taken. A size below 0 is not known. name is what the person
// called the file; it never makes a document of something else.
func (i *Inspector) Quick(head []byte, size int64, name string) error {
	switch {
	case size == 0 || len(head) == 0:
		return i.refuse(refusedEmpty)
	case size > i.o.MaxBytes:
		return i.refuse(refusedSize)
	}
	kind := kindOf(head)
	if kind == kindZip && i.soffice == "" && !strings.HasSuffix(strings.ToLower(name), ".docx") {
		return i.refuse(refusedKind) // an archive of something
	}
	if key := i.refusedBy(kind); key != "" {
		return i.refuse(key)
	}
	return nil
}

// quickFile judges a file on the disk the same way and says its kind.
func (i *Inspector) quickFile(path, name string) (kind string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return "", err
	}
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 && fi.Size() > 0 {
		return "", err
	}
	head = head[:n]
	return kindOf(head), i.Quick(head, fi.Size(), name)
}
