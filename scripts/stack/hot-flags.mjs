// How Node runs the processes that plays go through. A play leaves young garbage behind; with Node's 16 MB for it a
// busy gateway spends an eighth of its time collecting, with 64 MB half of that.
export const HOT_FLAGS = ["--max-semi-space-size=64"];
