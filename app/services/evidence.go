package services

import "slices"

// Output is what a standard asks to come of a service.
type Output string

// The outputs of the repertoires.
const (
	OutGuidance         Output = "guidance"           // an answer, or where to go next
	OutFile             Output = "file"               // the person's file opened or brought up to date
	OutPact             Output = "pact"               // service pact signed, or its refusal recorded
	OutPlan             Output = "plan"               // individual action plan signed, or its refusal recorded
	OutPlanEntry        Output = "plan_entry"         // the service recorded in the plan
	OutAssessment       Output = "assessment"         // competence assessment written
	OutInterviews       Output = "interviews"         // people sent to interviews, or nobody suitable recorded
	OutPlacements       Output = "placements"         // people hired
	OutInterest         Output = "interest"           // the company's interest, or its absence, recorded
	OutVacancies        Output = "vacancies"          // vacancies found, or none recorded
	OutCompanyPact      Output = "company_pact"       // pact with the company signed, or its refusal recorded
	OutCompanyPlan      Output = "company_plan"       // company action plan opened
	OutCompanyPlanEntry Output = "company_plan_entry" // the service recorded in the company's plan
)

// Evidence is what an operator records of a service: any one of those listed for
// an output shows that it is there.
type Evidence string

// What can be recorded.
const (
	Answer             Evidence = "answer"
	Referral           Evidence = "referral"
	FileOpened         Evidence = "file_opened"
	FileUpdated        Evidence = "file_updated"
	PactSigned         Evidence = "pact_signed"
	PactRefused        Evidence = "pact_refused"
	PathClosed         Evidence = "path_closed" // no path follows: there is nothing to sign
	PlanSigned         Evidence = "plan_signed"
	PlanRefused        Evidence = "plan_refused"
	PlanEntry          Evidence = "plan_entry"
	AssessmentWritten  Evidence = "assessment_written"
	SentToInterviews   Evidence = "sent_to_interviews"
	NobodySuitable     Evidence = "nobody_suitable"
	Hired              Evidence = "hired"
	CompanyInterested  Evidence = "company_interested"
	CompanyNoInterest  Evidence = "company_no_interest"
	VacanciesFound     Evidence = "vacancies_found"
	NoVacancies        Evidence = "no_vacancies"
	CompanyPactSigned  Evidence = "company_pact_signed"
	CompanyPactRefused Evidence = "company_pact_refused"
	CompanyPlanOpened  Evidence = "company_plan_opened"
	CompanyPlanEntry   Evidence = "company_plan_entry"
)

// Outputs lists them in the order shown.
func Outputs() []Output {
	return []Output{
		OutGuidance, OutFile, OutPact, OutPlan, OutPlanEntry, OutAssessment, OutInterviews, OutPlacements,
		OutInterest, OutVacancies, OutCompanyPact, OutCompanyPlan, OutCompanyPlanEntry,
	}
}

// Needs lists what may be asked for before a service.
func Needs() []Evidence { return []Evidence{PactSigned, CompanyPactSigned} }

// Evidence lists what shows that the output is there: one is enough. Nil for an
// output nobody knows.
func (o Output) Evidence() []Evidence {
	switch o {
	case OutGuidance:
		return []Evidence{Answer, Referral}
	case OutFile:
		return []Evidence{FileOpened, FileUpdated}
	case OutPact:
		return []Evidence{PactSigned, PactRefused, PathClosed}
	case OutPlan:
		return []Evidence{PlanSigned, PlanRefused}
	case OutPlanEntry:
		return []Evidence{PlanEntry}
	case OutAssessment:
		return []Evidence{AssessmentWritten}
	case OutInterviews:
		return []Evidence{SentToInterviews, NobodySuitable}
	case OutPlacements:
		return []Evidence{Hired}
	}
	return o.companyEvidence()
}

func (o Output) companyEvidence() []Evidence {
	switch o {
	case OutInterest:
		return []Evidence{CompanyInterested, CompanyNoInterest}
	case OutVacancies:
		return []Evidence{VacanciesFound, NoVacancies}
	case OutCompanyPact:
		return []Evidence{CompanyPactSigned, CompanyPactRefused}
	case OutCompanyPlan:
		return []Evidence{CompanyPlanOpened}
	case OutCompanyPlanEntry:
		return []Evidence{CompanyPlanEntry}
	}
	return nil
}

// shownBy reports whether what was recorded shows the output.
func (o Output) shownBy(recorded []Evidence) bool {
	return slices.ContainsFunc(o.Evidence(), func(e Evidence) bool { return slices.Contains(recorded, e) })
}
