// Package partners holds the operators' screens about the network: its bodies with their
// people and agreements, and the register of contacts had with them.
package partners
