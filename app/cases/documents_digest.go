package cases

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
)

// Ways in which a version is signed.
const (
	Paper  = "paper"  // on the printed sheet
	Tablet = "tablet" // drawn on a screen at the desk
	Code   = "code"   // from afar, with a link and a code
)

// Ways lists how a version may be signed.
func Ways() []string { return []string{Paper, Tablet, Code} }

// canonical is what a version says, in an order that never changes. How far an action
// is, and who decided what, are not of it.
type canonical struct {
	Format   string            `json:"format"`
	CaseID   int64             `json:"case"`
	Kind     string            `json:"kind"`
	Version  int               `json:"version"`
	Revision int               `json:"revision"`
	UserID   int64             `json:"operator"`
	Lang     string            `json:"lang"`
	Body     map[string]string `json:"body"`
	Lines    []canonicalLine   `json:"actions"`
}

type canonicalLine struct {
	What  string `json:"what"`
	Doer  string `json:"doer"`
	Who   string `json:"who"`
	DueOn string `json:"due"`
}

// Canonical is the text of the version as bytes: the same text gives the same bytes,
// whenever it is read.
func (d *Document) Canonical() []byte {
	c := canonical{Format: "approdo document 1", CaseID: d.CaseID, Kind: d.Kind, Version: d.Version, Revision: d.Revision,
		UserID: d.UserID, Lang: d.Lang, Body: d.Body, Lines: []canonicalLine{}}
	if c.Body == nil {
		c.Body = map[string]string{}
	}
	for _, l := range d.Lines {
		due := ""
		if !l.DueOn.IsZero() {
			due = l.DueOn.String()
		}
		c.Lines = append(c.Lines, canonicalLine{l.What, l.Doer, l.Who, due})
	}
	text, err := json.Marshal(c) // sorts the names of a map
	if err != nil {
		panic(err) // texts and numbers always marshal
	}
	return text
}

// Digest is the SHA-256 of the canonical text: what a Decision of who signs on a screen
// names as the text they read.
func (d *Document) Digest() []byte {
	sum := sha256.Sum256(d.Canonical())
	return sum[:]
}

// Intact reports whether the version still says what was signed; true where no digest
// was taken, as on paper.
func (d *Document) Intact() bool {
	return d.SignedDigest == nil || bytes.Equal(d.SignedDigest, d.Digest())
}
