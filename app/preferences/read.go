package preferences

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"approdo/app/desks"
)

// wrong stands for a number that was typed and is none; no check takes it.
const wrong = -1

// Learnt are the places where an occupation is learnt, as a form names them.
func Learnt() []string { return []string{"work", "education", "training"} }

// ReadForm makes a form of what was typed: get gives a field, all the boxes ticked of one.
func ReadForm(occupationID int64, get func(name string) string, all func(name string) []string) Form {
	learnt := all("learnt")
	in := Form{
		OccupationID: occupationID, ByWork: slices.Contains(learnt, "work"), ByEducation: slices.Contains(learnt, "education"), ByTraining: slices.Contains(learnt, "training"),
		Sector: get("sector"), SkillText: get("skill_text"), Years: number(get("years")), LastYear: number(get("last_year")), Hours: get("hours"),
		Mobility: get("mobility"), Licences: get("licences"), Tools: get("tools"), Note: get("note"),
	}
	for _, s := range all("skills") {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			id = wrong
		}
		in.Skills = append(in.Skills, id)
	}
	if day := get("interview_on"); day != "" {
		var err error
		if in.InterviewOn, err = desks.ParseDate(day); err != nil {
			in.InterviewOn = desks.Date{Year: 9999, Month: time.December, Day: 31}
		}
	}
	return in
}

func number(s string) *int {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		n = wrong
	}
	return &n
}

// Learnt are where the person learnt it, as Learnt names them.
func (in *Form) Learnt() []string {
	var all []string
	for i, by := range []bool{in.ByWork, in.ByEducation, in.ByTraining} {
		if by {
			all = append(all, Learnt()[i])
		}
	}
	return all
}

// Values are the fields of the form as they are typed, but the boxes.
func (in *Form) Values() map[string]string {
	all := map[string]string{"sector": in.Sector, "skill_text": in.SkillText, "hours": in.Hours, "mobility": in.Mobility,
		"licences": in.Licences, "tools": in.Tools, "note": in.Note}
	for name, n := range map[string]*int{"years": in.Years, "last_year": in.LastYear} {
		if n != nil {
			all[name] = strconv.Itoa(*n)
		}
	}
	if !in.InterviewOn.IsZero() {
		all["interview_on"] = in.InterviewOn.String()
	}
	return all
}
