package cvs

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/mail"
	"approdo/app/people"
)

const (
	shareToken = "cv share" // of links
	openToken  = "cv opened"
	// shareProof is what the digits sent to an employer prove, about a share.
	shareProof = "cv.share"
	shareTries = 20 // in a day, with all the digits sent for one link
)

// OpenFor is how long an employer reads after the code.
const OpenFor = time.Hour

// ShareLink is the path of an employer's door to a CV. It says nothing to who has not the
// code.
func ShareLink(s auth.Signer, id int64) string { return "/cv/" + s.Token(shareToken, id) }

// ShareByLink gives the share a link stands for, ended or not; NotFound for an invented
// one. It changes nothing and tells nothing of the person.
func ShareByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string) (*Share, error) {
	id, err := s.Open(shareToken, token)
	if err != nil {
		return nil, err
	}
	x := new(Share)
	err = idb.NewSelect().Model(x).Where("sh.id = ?", id).Scan(ctx)
	return x, fault.Wrap(db.Translate(err), "find a CV that was sent")
}

// standingShare gives the share of a link with its CV, where both and the consent stand now;
// NotFound otherwise.
func standingShare(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) (*Share, *CV, error) {
	x, err := ShareByLink(ctx, idb, s, token)
	if err != nil {
		return nil, nil, err
	}
	if !x.Live(now) {
		return nil, nil, fault.Missing()
	}
	root, err := rootOf(ctx, idb, x.PersonID)
	if err != nil {
		return nil, nil, err
	}
	c, err := consents.Live(ctx, idb, root, consents.Sharing, x.Email, now)
	if err != nil {
		return nil, nil, err
	}
	v, err := latest(ctx, idb, root, counting)
	if err != nil {
		return nil, nil, err
	}
	held, err := people.FindRestriction(ctx, idb, root)
	if err != nil {
		return nil, nil, err
	}
	if held != nil || c == nil || v == nil || v.ID != x.CVID || v.Obsolete(now) {
		return nil, nil, fault.Missing()
	}
	return x, v, nil
}

// Openable reports whether the link opens something now.
func Openable(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) (bool, error) {
	_, _, err := standingShare(ctx, idb, s, token, now)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// SendShareCode sends six digits to the address the CV was sent to, and gives the word
// that goes with them in this browser's form. Too many are TooMany; what opens nothing is
// NotFound. It counts on idb: give it a connection.
func SendShareCode(ctx context.Context, idb bun.IDB, gate *auth.Gate, b auth.Browser, token string, now time.Time) (word string, err error) {
	x, _, err := standingShare(ctx, idb, gate.Signer, token, now)
	if err != nil {
		return "", err
	}
	if err := gate.AllowMail(ctx, idb, "cv.share", strconv.FormatInt(x.ID, 10), b.Address, now); err != nil {
		return "", err
	}
	proof := auth.Proof{Purpose: shareProof, SubjectID: x.ID}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if proof.ID, err = auth.AskProof(ctx, tx, proof.Purpose, proof.SubjectID, now); err != nil {
			return err
		}
		return mail.Queue(ctx, tx, mail.Message{Kind: kindCode, Subject: "proof_code", SubjectID: proof.ID, To: x.Email, Lang: employerLang}, now)
	})
	return gate.Signer.Word(proof), err
}

// OpenShare judges the code typed at the door of a link; the word it gives opens what the
// link leads to, in this browser, for an hour. Wrong digits are Invalid on "code"; a link
// that opens nothing is NotFound.
func OpenShare(ctx context.Context, idb bun.IDB, s auth.Signer, b auth.Browser, token, word, typed string, now time.Time) (opened string, err error) {
	if err := auth.AllowTry(ctx, idb, b, now); err != nil {
		return "", err
	}
	x, _, err := standingShare(ctx, idb, s, token, now)
	if err != nil {
		return "", err
	}
	if err := auth.Allow(ctx, idb, "cv.share_try:"+strconv.FormatInt(x.ID, 10), shareTries, 24*time.Hour, now); err != nil {
		return "", err
	}
	proof, err := s.TryProof(ctx, idb, auth.Proof{Purpose: shareProof, SubjectID: x.ID}, word, typed, now)
	if err != nil {
		return "", err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := auth.SpendProof(ctx, tx, proof.ID, now); err != nil {
			return err
		}
		return x.mark(ctx, tx, "opened_at", now)
	})
	return s.Seal(openToken, []byte(strconv.FormatInt(x.ID, 10)), now.Add(OpenFor)), err
}

// mark keeps when an employer first did something, and tells the person who read.
func (s *Share) mark(ctx context.Context, tx bun.IDB, column string, now time.Time) error {
	res, err := tx.NewRaw("UPDATE cv_shares SET ? = COALESCE(?, ?) WHERE id = ? AND ended_at IS NULL", bun.Ident(column), bun.Ident(column), now, s.ID).Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "mark that a CV was read")
	}
	return people.NoteShown(ctx, tx, s.PersonID, people.PartCV, s.ID, s.Employer, now)
}

// opens reports whether the word of OpenShare is good for a share now.
func (s *Share) opens(signer auth.Signer, opened string, now time.Time) bool {
	raw, err := signer.Unseal(openToken, opened, now)
	return err == nil && strings.TrimSpace(string(raw)) == strconv.FormatInt(s.ID, 10)
}

// OpenBlind gives the CV of a link without whose it is, to who opened it with the code.
// nil says that the code is still owed; NotFound that the link opens nothing.
func OpenBlind(ctx context.Context, idb bun.IDB, s auth.Signer, token, opened string, now time.Time) (*Blind, *Share, error) {
	x, v, err := standingShare(ctx, idb, s, token, now)
	if err != nil || !x.opens(s, opened, now) {
		return nil, x, err
	}
	b, err := blindOf(ctx, idb, v)
	return b, x, err
}

// TakeWhole gives the file of the CV of a link to who opened it with the code, and keeps
// that they took it; its name begins with the Reference. nil says that the code is still
// owed; NotFound that the link opens nothing.
func TakeWhole(ctx context.Context, idb bun.IDB, s auth.Signer, token, opened string, now time.Time) (f *files.File, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := ShareByLink(ctx, tx, s, token)
		if err != nil {
			return err
		}
		root, err := rootOf(ctx, tx, x.PersonID)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, root); err != nil { // who takes it back waits, or is waited for
			return err
		}
		x, v, err := standingShare(ctx, tx, s, token, now)
		if err != nil || !x.opens(s, opened, now) {
			return err
		}
		if err := x.mark(ctx, tx, "taken_at", now); err != nil {
			return err
		}
		if f, err = files.Find(ctx, tx, v.FileID); err == nil {
			f.Name = x.Reference() + " " + f.Name
		}
		return err
	})
	return f, err
}

// ClearShare is the employer's answer that they deleted their copy of a CV whose link
// ended. Answered already is quiet; while the link stands it is NotFound.
func ClearShare(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) error {
	x, err := ShareByLink(ctx, idb, s, token)
	if err != nil {
		return err
	}
	if x.EndedAt == nil {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw("UPDATE cv_shares SET cleared_at = ? WHERE id = ? AND cleared_at IS NULL", now, x.ID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "keep an employer's answer")
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return x.trace(ctx, tx, auth.Actor{}, "share_cleared", now)
	})
}
