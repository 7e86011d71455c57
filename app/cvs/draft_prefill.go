package cvs

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/europass"
	"approdo/app/people"
)

// prefilled is what the person's file says already, and what was read in a CV handed in.
// Nationality is left out: no CV needs
// it.
func (w Writer) prefilled(ctx context.Context, idb bun.IDB, p *people.Person) (*europass.Profile, error) {
	var entries []people.Entry
	contacts, err := p.Contacts, error(nil)
	if w.PersonID == 0 {
		if contacts, err = people.OwnContacts(ctx, idb, w.Actor); err != nil {
			return nil, err
		}
		entries, err = people.OwnEntries(ctx, idb, w.Actor)
	} else {
		entries, err = people.Entries(ctx, idb, w.Actor, p.ID)
	}
	if err != nil {
		return nil, err
	}
	read, err := w.readIn(ctx, idb)
	return FromFile(p.Identity, contacts, append(entries, read...)), err
}

// readIn are the lines read in a CV that was handed in, which nobody wrote into the file yet
// and nobody refused.
func (w Writer) readIn(ctx context.Context, idb bun.IDB) (lines []people.Entry, err error) {
	var all []Proposal
	if w.PersonID == 0 {
		all, err = OwnProposals(ctx, idb, w.Actor)
	} else {
		all, err = Proposals(ctx, idb, w.Actor, w.PersonID)
	}
	for i := range all {
		if p := &all[i]; p.EntryID == 0 && (p.State == Open || p.State == Asked) {
			lines = append(lines, people.Entry{Kind: p.Kind, Data: p.Data})
		}
	}
	return lines, err
}

// FromFile makes a profile of what stands in a person's file.
func FromFile(who people.Identity, contacts []people.Contact, entries []people.Entry) *europass.Profile {
	p := &europass.Profile{Given: who.Given, Family: who.Surname,
		Address: europass.Address{Line: who.Street, PostalCode: who.PostalCode, City: who.City}}
	if !who.BornOn.IsZero() {
		p.BirthOn = who.BornOn.Format(time.DateOnly)
	}
	for _, c := range contacts {
		switch {
		case c.Kind == people.Phone && p.Phones == nil:
			p.Phones = []string{c.Value}
		case c.Kind == people.Email && p.Emails == nil:
			p.Emails = []string{c.Value}
		}
	}
	for i := range entries {
		fromEntry(p, &entries[i])
	}
	p = p.Tidy()
	p.Latest()
	return p
}

// fromEntry adds a line of a file; what belongs in no CV (status, permit, limits) is left
// out.
func fromEntry(p *europass.Profile, e *people.Entry) {
	v := func(name string) string { return e.Data[name] }
	level := func(name string) string { return strings.ToUpper(v(name)) }
	switch e.Kind {
	case "job":
		if v("contract") == "undeclared" {
			return // nobody should lose anything by what they told the desk
		}
		p.Jobs = append(p.Jobs, europass.Job{Position: v("occupation"), Employer: v("employer"), Country: v("country"),
			Period: europass.Period{From: v("from"), To: v("to")}, Description: v("duties")})
	case "education":
		p.Education = append(p.Education, europass.Study{Title: v("title"), School: v("school"), Country: v("country"),
			Level: LevelOf(v("isced"), v("title")), Period: europass.Period{To: v("year")}})
	case "language":
		p.Languages = append(p.Languages, europass.Language{Code: v("lang"), Mother: v("mother") != "", Listening: level("listening"),
			Reading: level("reading"), Interaction: level("interaction"), Speaking: level("speaking"), Writing: level("writing")})
		if v("certificate") != "" {
			p.Certificates = append(p.Certificates, europass.Certificate{Title: v("certificate")})
		}
	case "licence":
		if category := licences()[v("type")]; category != "" {
			p.Licences = append(p.Licences, category)
		} else if title := cmp.Or(v("title"), certificates()[v("type")]); title != "" {
			p.Certificates = append(p.Certificates, europass.Certificate{Title: title, Expires: v("expires")})
		}
	}
}

// licences are the kinds of a licence in a file that are categories of the driving one.
func licences() map[string]string {
	return map[string]string{"am": "AM", "b": "B", "be": "BE", "c": "C", "ce": "CE", "d": "D"}
}

// certificates are the others by the names they have in Italy, for those written without
// a title.
func certificates() map[string]string {
	return map[string]string{"cqc": "CQC (carta di qualificazione del conducente)", "forklift": "Patentino per carrelli elevatori",
		"crane": "Patentino per gru", "haccp": "Attestato HACCP", "first_aid": "Primo soccorso", "fire": "Antincendio",
		"safety": "Sicurezza sul lavoro", "care_worker": "Operatore socio-sanitario (OSS)"}
}

// LevelOf gives the EQF level of a title by its ISCED level (2011), "" where Europe counts
// none; at the third, which holds qualifications and diplomas alike, the title's words
// decide.
func LevelOf(isced, title string) string {
	if isced == "3" {
		words := people.Fold(title)
		switch {
		case strings.Contains(words, "diploma") || strings.Contains(words, "maturita"):
			return "4"
		case strings.Contains(words, "qualifica") || strings.Contains(words, "attestato"):
			return "3"
		}
		return ""
	}
	return map[string]string{"2": "1", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8"}[isced]
}
