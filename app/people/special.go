package people

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Special is something of a special category (GDPR art. 9, 10) that a person told so
// that the desk can help: it is encrypted, has a permission of its own, and every time
// it is read stands in the list of who opened the file.
type Special struct {
	ID      int64
	Kind    string
	Text    string
	AddedAt time.Time
	AddedBy string
}

// SpecialKinds are the complex targets of the Repertorio (domain §4) and what the law
// protects likewise.
func SpecialKinds() []string {
	return []string{"disability", "health", "addiction", "justice", "minority", "protection"}
}

// MaxSpecial is how long a text of a special category may be, in characters.
const MaxSpecial = 1000

// ReadSpecial gives what is kept of special categories about a person of the actor's
// desks, merged records included, and notes that the actor read it.
func ReadSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, now time.Time) ([]Special, error) {
	all := []Special{}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := Find(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := NoteRead(ctx, tx, actor, p.ID, PartSpecial, now); err != nil {
			return err
		}
		all, err = special(ctx, tx, signer, p.ID)
		return err
	})
	return all, err
}

// ReadShared gives what is kept of some special categories about a root to a reader
// whom another noun gave leave to: the person need not be known at the reader's desks.
// It notes that they read it.
func ReadShared(ctx context.Context, idb bun.IDB, signer auth.Signer, reader auth.Actor, rootID int64, kinds []string, now time.Time) ([]Special, error) {
	var all []Special
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) (err error) {
		if err := NoteRead(ctx, tx, reader, rootID, PartSpecial, now); err != nil {
			return err
		}
		all, err = special(ctx, tx, signer, rootID)
		return err
	})
	return slices.DeleteFunc(all, func(x Special) bool { return !slices.Contains(kinds, x.Kind) }), err
}

// OwnSpecial gives the citizen what is kept of special categories about themselves.
func OwnSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor) ([]Special, error) {
	p, err := Own(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	return special(ctx, idb, signer, p.ID)
}

// special opens what is kept about a root and its merged records.
func special(ctx context.Context, tx bun.IDB, signer auth.Signer, rootID int64) ([]Special, error) {
	var rows []struct {
		ID, PersonID  int64
		Kind, AddedBy string
		Sealed        []byte
		AddedAt       time.Time
	}
	err := tx.NewRaw(`SELECT id, person_id, kind, sealed, added_at, added_by FROM person_special
		WHERE removed_at IS NULL AND (person_id = ?0 OR person_id IN (SELECT id FROM people WHERE root_id = ?0)) ORDER BY id`, rootID).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list special data")
	}
	all := []Special{}
	for _, r := range rows {
		plain, err := signer.Decrypt(specialPurpose(r.PersonID), r.Sealed)
		if err != nil {
			return nil, fault.Wrap(err, "open special data")
		}
		all = append(all, Special{r.ID, r.Kind, string(plain), r.AddedAt, r.AddedBy})
	}
	return all, nil
}

// specialPurpose binds what is encrypted to its person.
func specialPurpose(id int64) string { return "people special " + strconv.FormatInt(id, 10) }

// AddSpecial keeps something of a special category about a person of the actor's
// desks. Invalid on "kind" or "text".
func AddSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, kind, text string, now time.Time) error {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	var c fault.Check
	c.If(!slices.Contains(SpecialKinds(), kind), "kind", "people.error.choose")
	c.If(text == "", "text", "people.error.entry_required")
	c.If(utf8.RuneCountInString(text) > MaxSpecial, "text", "people.error.long", "Max", MaxSpecial)
	c.If(!utf8.ValidString(text) || strings.ContainsRune(text, 0), "text", "people.error.characters")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO person_special (person_id, kind, sealed, added_at, added_by) VALUES (?, ?, ?, ?, ?)",
			p.ID, kind, signer.Encrypt(specialPurpose(p.ID), []byte(text)), now, actor.Ref()).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "add special data")
		}
		return record(ctx, tx, actor, "add_special", p.ID, 0, nil, now)
	})
}

// RemoveSpecial takes it out of the file of a person of the actor's desks and forgets
// the text; that there was something stays. Removed already is quiet.
func RemoveSpecial(ctx context.Context, idb bun.IDB, actor auth.Actor, id, specialID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		var removed *time.Time
		err = tx.NewRaw(`SELECT removed_at FROM person_special
			WHERE id = ?1 AND (person_id = ?0 OR person_id IN (SELECT id FROM people WHERE root_id = ?0)) FOR UPDATE`, p.ID, specialID).Scan(ctx, &removed)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find special data")
		}
		if removed != nil {
			return nil
		}
		if _, err := tx.NewRaw(`UPDATE person_special SET sealed = '', removed_at = ?, removed_by = ? WHERE id = ?`,
			now, actor.Ref(), specialID).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "remove special data")
		}
		return record(ctx, tx, actor, "remove_special", p.ID, 0, nil, now)
	})
}
