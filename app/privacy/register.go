package privacy

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/personal"
)

// Processing is one line of the register of processing (GDPR art. 30). What it says by
// code is put into words by who shows it.
type Processing struct {
	Setting
	// Basis are the articles it rests on: "6.1.e".
	Basis []string
	Data  []Data
	// Readers are the roles that read it, Recipients who outside gets it.
	Readers    []auth.Role
	Recipients []string
}

// Data is what one table holds: the kinds of its columns, in the order of Kinds.
type Data struct {
	Table string
	Kinds []string
}

// Register is the register of processing, in the order of personal.Purposes: data from the
// catalogue, readers from the table of roles, times from the settings.
func Register(ctx context.Context, idb bun.IDB) ([]Processing, error) {
	settings, err := Settings(ctx, idb)
	if err != nil {
		return nil, err
	}
	all := []Processing{}
	for _, s := range settings {
		l := lines[s.Purpose]
		p := Processing{Setting: s, Basis: Basis(s.Purpose), Recipients: strings.Fields(l.recipients)}
		for _, t := range Catalogue() {
			if t.Purpose == s.Purpose {
				p.Data = append(p.Data, Data{t.Name, kindsOf(&t)})
			}
		}
		for _, role := range auth.Roles {
			if (auth.Actor{Roles: []auth.Role{role}}).May(l.read) {
				p.Readers = append(p.Readers, role)
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// Basis are the articles a purpose rests on.
func Basis(p personal.Purpose) []string { return strings.Fields(lines[p].basis) }

// lines are what no table tells: the articles, the permission by which staff read it, who
// outside gets it.
var lines = map[personal.Purpose]struct {
	basis      string
	read       auth.Permission
	recipients string
}{
	personal.File:     {"6.1.e", auth.PeopleRead, "mediators"},
	personal.Special:  {"9.2.b 9.2.g", auth.PeopleSpecial, "bodies"},
	personal.Visits:   {"6.1.e", auth.AppointmentsRead, "mediators"},
	personal.Waiting:  {"6.1.e", auth.AppointmentsRead, "carriers"},
	personal.Register: {"6.1.e", auth.AccessesRead, ""},
	personal.Path:     {"6.1.e 6.1.c", auth.CasesRead, "bodies firms"},
	personal.Forms:    {"6.1.e", auth.CasesRead, "bodies"},
	personal.CV:       {"6.1.e 6.1.a", auth.CVsRead, ""},
	personal.Sharing:  {"6.1.a", auth.CandidatesRead, "employers"},
	personal.Consent:  {"6.1.c", auth.ConsentsManage, ""},
	personal.Messages: {"6.1.e", auth.AppointmentsRead, "carriers"},
	personal.Access:   {"6.1.e", auth.PeopleManage, "carriers"},
}

// Measures are the security measures of the program, by code.
func Measures() []string {
	return []string{"files", "special", "factor", "scope", "reads", "trail", "links", "retention"}
}

// Kinds are the kinds of personal data, by code, in the order in which they are named.
var Kinds = []string{"identity", "birth", "fiscal", "contact", "language", "health", "work", "words", "others", "state", "dates", "proof"}

// kinds are the columns of each; dates end in _at and _on too.
var kinds = map[string]string{
	"identity": "given surname own_name name sex word signer giver",
	"birth":    "born_on birth_place birth_country citizenship second_citizenship",
	"fiscal":   "fiscal_code fiscal_key",
	"contact":  "email phone value street postal_code city province address recipient silent",
	"language": "lang mediator notice_lang",
	"health":   "health sealed kinds",
	"work": "occupation firm contract working_time scheme tax_code insurance goal goals sector skill_text by_work by_education by_training years last_year hours mobility licences tools " +
		"course provider timetable cost certificate position pages data domain level result score task outcome place advert meet_place",
	"words": "note notes text reason extension body need answer title minutes what known why why_not end_note end_reason cancel_reason closing_note companion_note override_reason found kept_reason " +
		"cells problems matches content access_needs overbook_reason type",
	"others": "booker relation companions responsible responsible_phone responsible_email host_tutor desk_tutor employer employer_email contact met who doer group_size source",
	"state":  "scope erased state booked kind code channel withdrawn_channel action side mode effect purpose basis consent_how items part subject agreed recorded error to_state road from_state means",
	"dates":  "at day since until due_on follow_up valid_until old_end new_end interview_on meet_clock",
	"proof":  "protocol version text_version notice_version words number document_id signed_how video_link moved",
}

// kindOf names the kind of a column, "" for one nobody thought of.
func kindOf(column string) string {
	for _, kind := range Kinds {
		if slices.Contains(strings.Fields(kinds[kind]), column) {
			return kind
		}
	}
	if strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "_on") {
		return "dates"
	}
	return ""
}

// kindsOf are the kinds of what a table shows and of what it forgets; of one that does
// neither, of its words.
func kindsOf(t *personal.Table) (found []string) {
	columns := slices.Concat(t.Show, slices.Collect(maps.Keys(t.Forget)))
	if len(columns) == 0 {
		columns = t.Plain
	}
	for _, kind := range Kinds {
		if slices.ContainsFunc(columns, func(c string) bool { return kindOf(c) == kind }) {
			found = append(found, kind)
		}
	}
	return found
}
