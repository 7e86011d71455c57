// Package consents holds the operators' screens about what a person agreed to: recording
// it in the words that were read, taking it back, asking whether a CV may go to an
// employer, and the sheet that is signed on paper.
package consents
