package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/files"
)

// Finish is a CV made of a draft. Version is that of the draft it was made of.
type Finish struct {
	PDF     []byte
	Profile *europass.Profile
	Version int
	// Warned says that it was read that employers can find the CV.
	Warned bool
}

// Finishable is Invalid where a profile has no title of education or no job wanted, without
// which no CV is kept (source 4).
func Finishable(p *europass.Profile) error {
	var k fault.Check
	k.If(len(p.Education) == 0, "", "cvs.write.missing.education")
	k.If(len(p.Wanted) == 0, "wanted", "cvs.write.missing.wanted")
	return k.Err()
}

// FinishDraft keeps a CV made of the person's draft; the draft stays, to go on from. What it
// says and the file has nothing of goes into the file: its author just read it back. What
// differs from the file is proposed. A profile that is not Finishable and a warning not
// read are Invalid; a draft changed after the PDF was drawn is Conflict
// "cvs.write.error.changed".
func FinishDraft(ctx context.Context, idb bun.IDB, vault *files.Vault, w Writer, in Finish, now time.Time) (v *CV, err error) {
	if err := Finishable(in.Profile); err != nil {
		return nil, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		_, err := w.change(ctx, tx, now, func(d *Draft) (bool, error) {
			if d.Version != in.Version {
				return false, errChanged()
			}
			d.Step, d.SavedAt = StepReview, &now
			v, err = w.saveMade(ctx, tx, vault, in, now)
			return true, err
		})
		if err != nil {
			return err
		}
		return w.accept(ctx, tx, v, now)
	})
	return v, err
}

// accept writes what the file has nothing of, and looks again whether the CV is whole.
func (w Writer) accept(ctx context.Context, tx bun.Tx, v *CV, now time.Time) (err error) {
	if w.PersonID == 0 {
		_, err = AcceptNewOwn(ctx, tx, w.Actor, now)
	} else {
		_, err = AcceptNew(ctx, tx, w.Actor, w.PersonID, now)
	}
	if err != nil || v.State != Incomplete {
		return err
	}
	return v.arrive(ctx, tx, w.Actor, v.PersonID, now)
}

func (w Writer) saveMade(ctx context.Context, tx bun.Tx, vault *files.Vault, in Finish, now time.Time) (*CV, error) {
	made := Made{PDF: in.PDF, Profile: in.Profile, Lang: in.Profile.Lang, Warned: in.Warned}
	if w.PersonID == 0 {
		return SaveOwnMade(ctx, tx, vault, w.Actor, made, now)
	}
	return SaveMade(ctx, tx, vault, w.Actor, w.PersonID, made, now)
}

// Found reports whether employers find the person's CV as soon as it is ready: who saves
// one reads the warning first.
func (w Writer) Found(ctx context.Context, idb bun.IDB, now time.Time) (bool, error) {
	if w.PersonID == 0 {
		return OwnFindable(ctx, idb, w.Actor, now)
	}
	return Findable(ctx, idb, w.Actor, w.PersonID, now)
}
