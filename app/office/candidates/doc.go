// Package candidates holds the screens of who looks for people for a job: blind CVs of who
// agreed to be found, asking them about an employer, sending their CV; and, for the desk,
// where the CV of a person went.
package candidates
