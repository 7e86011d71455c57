package cvs

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// States of a proposal. Asked is what the person says is so, and the desk has to look at.
const (
	Open     = "open"
	Asked    = "asked"
	Accepted = "accepted"
	Declined = "refused"
)

// Proposal is a line read in a CV that may be written into the file of its person.
type Proposal struct {
	bun.BaseModel `bun:"table:cv_proposals,alias:r"`

	ID   int64 `bun:",pk,autoincrement"`
	CVID int64 `bun:"cv_id"`
	// Kind is a part of the file, Identity or Contact; Data its fields.
	Kind string
	Data map[string]string `bun:"type:jsonb"`
	// Exact says that a Europass document said so field by field.
	Exact     bool
	State     string
	AddedAt   time.Time
	AskedAt   *time.Time
	SettledAt *time.Time
	SettledBy string

	// EntryID is the line of the file that would change, 0 for one that would be new; Was
	// is what the file says now. Missing are the fields that have to be added by hand.
	EntryID int64             `bun:"-"`
	Was     map[string]string `bun:"-"`
	Missing []string          `bun:"-"`
}

// Changes reports whether accepting changes something that stands in the file.
func (p *Proposal) Changes() bool {
	for _, was := range p.Was {
		if was != "" {
			return true
		}
	}
	return false
}

// About names what the proposal is about: a part of the file, or name, born, citizenship,
// address, phone or email.
func (p *Proposal) About() string {
	for _, x := range [][2]string{{"given", "name"}, {"surname", "name"}, {"born_on", "born"}, {"citizenship", "citizenship"}, {"street", "address"},
		{people.Phone, people.Phone}, {people.Email, people.Email}} {
		if _, there := p.Data[x[0]]; there && (p.Kind == Identity || p.Kind == Contact) {
			return x[1]
		}
	}
	return p.Kind
}

// Proposals gives what was read in the CVs of a person of the actor's desks and is not in
// the file yet, in the order of the file.
func Proposals(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Proposal, error) {
	f, err := fileOf(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return f.proposals(ctx, idb, []string{Open, Asked}, " AND v.removed_at IS NULL")
}

// OwnProposals gives it to the person: what they have not answered yet.
func OwnProposals(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Proposal, error) {
	f, err := ownFile(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	return f.proposals(ctx, idb, []string{Open}, "")
}

func fileOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) (f filed, err error) {
	if f.person, err = people.Find(ctx, idb, actor, personID); err != nil {
		return f, err
	}
	f.entries, err = people.Entries(ctx, idb, actor, f.person.ID)
	return f, err
}

func ownFile(ctx context.Context, idb bun.IDB, actor auth.Actor) (f filed, err error) {
	if f.person, err = people.Own(ctx, idb, actor); err != nil {
		return f, err
	}
	if f.person.Contacts, err = people.OwnContacts(ctx, idb, actor); err != nil {
		return f, err
	}
	f.entries, err = people.OwnEntries(ctx, idb, actor)
	return f, err
}

// proposals are those of the person's kept CVs in some states that the file lacks.
func (f filed) proposals(ctx context.Context, idb bun.IDB, states []string, where string) ([]Proposal, error) {
	all := []Proposal{}
	err := idb.NewSelect().Model(&all).Where("r.state = ANY(?)", pgdialect.Array(states)).
		Where("EXISTS (SELECT FROM cvs AS v WHERE v.id = r.cv_id AND "+kept+where+" AND v.person_id IN "+people.OwnRecords+")", f.person.ID).
		OrderExpr("r.cv_id DESC, r.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list proposals of CVs")
	}
	left := all[:0]
	for i := range all {
		if !all[i].meet(f, nil) {
			left = append(left, all[i])
		}
	}
	order := []string{Identity, Contact}
	for _, k := range people.Kinds() {
		order = append(order, k.Name)
	}
	slices.SortStableFunc(left, func(a, b Proposal) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return left, nil
}

// meet compares the proposal, with what was added by hand, with the file; true where that
// says the same already.
func (p *Proposal) meet(f filed, more map[string]string) bool {
	p.Missing = nil
	data := map[string]string{}
	for field, value := range p.Data {
		data[field] = value
	}
	e, was, same := f.meets(line{p.Kind, data})
	if e != nil {
		p.EntryID, data = e.ID, merged(was, data)
	}
	p.Was = was
	if k, err := people.FindKind(p.Kind); err == nil {
		for _, r := range k.Fields {
			if r.Required && data[r.Name] == "" {
				p.Missing = append(p.Missing, r.Name)
				data[r.Name] = more[r.Name]
			}
		}
	}
	p.Data = data
	return same
}

// findProposal gives one that is among those of the reader.
func findProposal(all []Proposal, id int64) (*Proposal, error) {
	i := slices.IndexFunc(all, func(p Proposal) bool { return p.ID == id })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &all[i], nil
}

// propose keeps what a CV says and the file of its person does not; root is locked.
func (v *CV) propose(ctx context.Context, tx bun.IDB, root int64, lines []line, exact bool, now time.Time) error {
	f, err := ownFile(ctx, tx, auth.Actor{PersonID: root})
	if err != nil {
		return err
	}
	var all []Proposal
	for _, l := range lines {
		if _, _, same := f.meets(l); !same {
			all = append(all, Proposal{CVID: v.ID, Kind: l.Kind, Data: l.Data, Exact: exact, State: Open, AddedAt: now})
		}
	}
	if len(all) == 0 {
		return nil
	}
	_, err = tx.NewInsert().Model(&all).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep proposals of a CV")
}
