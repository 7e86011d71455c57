package paths

import (
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/web"
)

// SignaturePanel says how a version was signed, with the picture of a signature that was
// drawn and the digest of the text that was read.
type SignaturePanel struct {
	// Picture is "" where nothing was drawn.
	Picture template.URL
	Alt     string
	// Digest is "" on paper; Broken says that the text is another one by now.
	Digest string
	Broken bool
}

// SignedSheet is the same on the sheet in two languages.
type SignedSheet struct {
	Picture     template.URL
	Signer, On  string
	How, Digest Pair
	// Lang and Dir are of the other language of both pairs, "" on a sheet in Italian only.
	Lang, Dir string
}

// addSignature fills the panel of a signed version, and the way to the tablet of one that
// may be signed.
func (s *Screens) addSignature(c *fiber.Ctx, p *DocumentPage, d *cases.Document, base string) error {
	r := web.Of(c)
	if p.SignURL != "" {
		p.HandURL = base + "/tablet?versione=" + strconv.Itoa(d.Version)
	}
	if d.SignedHow == "" {
		return nil
	}
	picture, err := s.pictureOf(c, d)
	if err != nil {
		return err
	}
	p.Facts = append(p.Facts, web.Fact{Label: r.T("cases.document.how"), Value: r.T("cases.document.how." + d.SignedHow)})
	if d.SignedDigest != nil {
		p.Signature = &SignaturePanel{Picture: picture, Alt: r.T("cases.document.picture", "Name", d.Signer),
			Digest: hex.EncodeToString(d.SignedDigest), Broken: !d.Intact()}
	}
	return nil
}

// pictureOf is the picture of a signature inside the page, "" where there is none.
func (s *Screens) pictureOf(c *fiber.Ctx, d *cases.Document) (template.URL, error) {
	png, err := cases.SignaturePicture(c.UserContext(), s.db.Web, s.web.Vault(), web.Of(c).Actor, d)
	if err != nil || png == nil {
		return "", err
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil // #nosec G203 -- our own picture
}

// addSigned puts a signature that was not given on paper on the sheet.
func (s *Screens) addSigned(c *fiber.Ctx, p *DocumentPrintPage, w pairing, d *cases.Document) error {
	if d.SignedDigest == nil {
		return nil
	}
	picture, err := s.pictureOf(c, d)
	if err != nil {
		return err
	}
	p.Signed = &SignedSheet{Lang: p.Other, Dir: p.OtherDir, Picture: picture, Signer: d.Signer, On: w.it.DateShort(d.DecidedOn.Time()),
		How: w.say("document.signed." + d.SignedHow), Digest: w.say("document.signed.digest")}
	p.Signed.Digest.Value = hex.EncodeToString(d.SignedDigest)
	return nil
}
