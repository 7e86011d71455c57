package people

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

const (
	accessToken = "person area" // of links
	// enterProof is what the digits sent to a person prove, about their way.
	enterProof = "area.enter"
	paperTries = 10 // in a day, with one slip
	digitTries = 20 // in a day, with all the digits sent for one way
)

// AccessLink is the path of the own area's door. It says nothing to who cannot get, or
// has not, the code.
func AccessLink(s auth.Signer, id int64) string { return "/area/" + s.Token(accessToken, id) }

// PaperCode are the eight digits printed for a way on paper.
func PaperCode(s auth.Signer, w *Access) string { return s.PaperCode(accessToken, w.ID, w.Nonce) }

// AccessByLink gives the way a link stands for; NotFound for a link that is invented,
// withdrawn or expired. It changes nothing.
func AccessByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) (*Access, error) {
	id, err := s.Open(accessToken, token)
	if err != nil {
		return nil, err
	}
	return liveAccess(ctx, idb, id, now)
}

// SendCode sends six digits to where the way of the link leads, and gives the word that
// goes with them in this browser's form. Too many are TooMany. A way on paper sends none:
// NotFound. It counts on idb: give it a connection.
func SendCode(ctx context.Context, idb bun.IDB, gate *auth.Gate, b auth.Browser, token string, now time.Time) (word string, err error) {
	w, err := AccessByLink(ctx, idb, gate.Signer, token, now)
	if err != nil {
		return "", err
	}
	return w.send(ctx, idb, gate, b, auth.Proof{Purpose: enterProof, SubjectID: w.ID}, now)
}

// SendOwnCode sends the citizen the digits that a noun asks for, to where their way
// leads. NotFound where it leads nowhere: on paper, or withdrawn.
func SendOwnCode(ctx context.Context, idb bun.IDB, gate *auth.Gate, b auth.Browser, what auth.Proof, now time.Time) (word string, err error) {
	w, err := OwnWay(ctx, idb, b.Session.Actor().PersonID, now)
	if err != nil {
		return "", err
	}
	return w.send(ctx, idb, gate, b, what, now)
}

func (w *Access) send(ctx context.Context, idb bun.IDB, gate *auth.Gate, b auth.Browser, what auth.Proof, now time.Time) (word string, err error) {
	if w.Channel == OnPaper {
		return "", fault.Missing()
	}
	if err := gate.AllowMail(ctx, idb, "area.person", strconv.FormatInt(w.ID, 10), b.Address, now); err != nil {
		return "", err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if what.ID, err = auth.AskProof(ctx, tx, what.Purpose, what.SubjectID, now); err != nil {
			return err
		}
		return w.Tell(ctx, tx, kindCode, "proof_code", what.ID, now)
	})
	return gate.Signer.Word(what), err
}

// EnterArea judges the code typed at the door of the link and signs the person in. word
// is what SendCode gave, "" on paper. A link that opens nothing is NotFound; wrong digits
// are Invalid on "code".
func EnterArea(ctx context.Context, idb bun.IDB, gate *auth.Gate, b auth.Browser, token, word, typed string, now time.Time) (in auth.SignedIn, err error) {
	if err := auth.AllowTry(ctx, idb, b, now); err != nil {
		return in, err
	}
	w, err := AccessByLink(ctx, idb, gate.Signer, token, now)
	if err != nil {
		return in, err
	}
	proof, err := w.prove(ctx, idb, gate.Signer, word, typed, now)
	if err != nil {
		return in, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if proof.ID != 0 {
			if err := auth.SpendProof(ctx, tx, proof.ID, now); err != nil {
				return err
			}
		}
		in, err = w.open(ctx, tx, gate, b, now)
		return err
	})
	return in, err
}

// prove judges what was typed. The tries of a day are counted too, so that nobody gets on
// by asking for one code after the other.
func (w *Access) prove(ctx context.Context, idb bun.IDB, s auth.Signer, word, typed string, now time.Time) (auth.Proof, error) {
	most := digitTries
	if w.Channel == OnPaper {
		most = paperTries
	}
	if err := auth.Allow(ctx, idb, "area.person_try:"+strconv.FormatInt(w.ID, 10), most, 24*time.Hour, now); err != nil {
		return auth.Proof{}, err
	}
	if w.Channel != OnPaper {
		return s.TryProof(ctx, idb, auth.Proof{Purpose: enterProof, SubjectID: w.ID}, word, typed, now)
	}
	var k fault.Check
	k.If(!s.IsPaperCode(accessToken, w.ID, w.Nonce, typed), "code", "people.access.wrong")
	return auth.Proof{}, k.Err()
}

// open starts the session while the way is held: who withdraws it waits, and ends it.
func (w *Access) open(ctx context.Context, tx bun.IDB, gate *auth.Gate, b auth.Browser, now time.Time) (in auth.SignedIn, err error) {
	// The person first, as who withdraws does: the session's row would ask for it last.
	if _, err := tx.NewRaw("SELECT id FROM people WHERE id = ? FOR KEY SHARE", w.PersonID).Exec(ctx); err != nil {
		return in, fault.Wrap(db.Translate(err), "open an area")
	}
	res, err := tx.NewRaw(`UPDATE person_accesses SET opened_at = COALESCE(opened_at, ?0), used_at = ?0, expires_at = ?1
		WHERE id = ?2 AND withdrawn_at IS NULL AND expires_at > ?0`, now, now.Add(accessAgain), w.ID).Exec(ctx)
	if err := db.One(res, err); err != nil {
		return in, fault.Wrap(err, "open an area")
	}
	in.Cookie, in.Session, err = gate.Sessions.Start(ctx, tx, auth.StartSession{Kind: auth.PersonSession, PersonID: w.PersonID, AccessID: w.ID,
		Lang: b.Lang, Agent: b.Agent, Replaces: b.Session}, now)
	if err != nil {
		return in, err
	}
	return in, record(ctx, tx, in.Session.Actor(), "area_open", w.PersonID, 0, map[string]any{"access": w.ID}, now)
}

// Masked is where codes go without saying it to who does not know: "f…@example.org",
// "… 567"; "" on paper.
func (w *Access) Masked() string {
	if name, domain, ok := strings.Cut(w.Recipient, "@"); ok {
		return string([]rune(name)[:1]) + "…@" + domain
	}
	if n := len(w.Recipient); n > 3 {
		return "… " + w.Recipient[n-3:]
	}
	return ""
}
