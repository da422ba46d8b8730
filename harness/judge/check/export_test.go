package check

// DifferenceOf is for tests.
var DifferenceOf = differenceOf
