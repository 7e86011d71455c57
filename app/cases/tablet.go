package cases

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
)

// Drawing is what a person did on the tablet: drew their signature, or wrote their name.
type Drawing struct {
	// Revision and Digest are of the text the page showed.
	Revision int
	Digest   []byte
	// Read says that the box "I have read it and I sign" was ticked.
	Read bool
	// Strokes are as ParseStrokes reads them; Typed is the name of who wrote it instead.
	Strokes, Typed string
}

// maxPicture is the largest picture of a signature, in bytes.
const maxPicture = 1 << 20

// SignOnTablet records that the person of the case signed the version on a screen at the
// desk, today, with the picture of the signature. It goes the way of DecideDocument: who
// signs what is signed or was changed meanwhile gets Conflict. Invalid names read,
// strokes and typed, in words for citizens.
func SignOnTablet(ctx context.Context, idb bun.IDB, v *files.Vault, actor auth.Actor, at Ref, in Drawing, now time.Time) error {
	typed := strings.Join(strings.Fields(in.Typed), " ")
	strokes, err := in.check(typed)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, err := findVersion(ctx, tx, actor, at)
		if err != nil {
			return err
		}
		c, err := Find(ctx, tx, actor, at.CaseID)
		if err != nil {
			return err
		}
		today, err := desks.Today(ctx, tx, c.DeskID, now)
		if err != nil {
			return err
		}
		decision := Decision{Version: at.Version, Revision: in.Revision, To: Signed, Signer: typed, On: today, How: Tablet, Digest: in.Digest}
		if typed == "" {
			decision.Signer = c.Person.Name()
		}
		picture, err := savePicture(ctx, tx, v, actor, d, strokes, now)
		if err != nil {
			return err
		}
		if err := DecideDocument(ctx, tx, actor, at.CaseID, at.Kind, decision, now); err != nil || picture == nil {
			return err
		}
		return attach(ctx, tx, d.ID, picture.ID, fileSignature)
	})
}

// check gives the strokes, none where the name was written instead.
func (in Drawing) check(typed string) (Strokes, error) {
	var k fault.Check
	var strokes Strokes
	if in.Strokes != "" || typed == "" {
		var err error
		if strokes, err = ParseStrokes(in.Strokes); err != nil {
			x, _ := fault.As(err)
			k.Add("strokes", x.Fields[0].Key)
		}
	}
	k.If(utf8.RuneCountInString(typed) > MaxName || !plain(typed), "typed", "document.hand.error.typed")
	k.If(!in.Read, "read", "document.hand.error.read")
	return strokes, k.Err()
}

// savePicture draws the strokes and keeps the picture; nil where nothing was drawn.
func savePicture(ctx context.Context, tx bun.IDB, v *files.Vault, actor auth.Actor, d *Document, strokes Strokes, now time.Time) (*files.File, error) {
	if len(strokes) == 0 {
		return nil, nil
	}
	picture, err := strokes.PNG()
	if err != nil {
		return nil, err
	}
	return files.Save(ctx, tx, v, files.Input{Owner: "document_signature", OwnerID: d.ID, Name: "firma.png", Content: bytes.NewReader(picture),
		Allowed: []string{files.PNG}, Max: maxPicture, By: actor.Ref(), Now: now})
}

// SignaturePicture gives the picture (PNG) of the signature of a version of a case of the
// actor's desks; nil where nobody drew one.
func SignaturePicture(ctx context.Context, idb bun.IDB, v *files.Vault, actor auth.Actor, d *Document) ([]byte, error) {
	if d.SignedHow != Tablet {
		return nil, nil
	}
	if _, err := Find(ctx, idb, actor, d.CaseID); err != nil {
		return nil, err
	}
	var id string
	err := idb.NewRaw("SELECT file_id FROM case_document_files WHERE document_id = ? AND kind = ?", d.ID, fileSignature).Scan(ctx, &id)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil // the name was written
	}
	if err != nil {
		return nil, fault.Wrap(err, "find a signature")
	}
	f, err := files.Find(ctx, idb, id)
	if err != nil {
		return nil, err
	}
	content, err := v.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	picture, err := io.ReadAll(content)
	if closed := content.Close(); err == nil {
		err = closed
	}
	return picture, fault.Wrap(err, "read a signature")
}
