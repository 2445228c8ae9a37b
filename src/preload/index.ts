// The bridge to the window. It exposes nothing until there is a screen that needs something.
export {}
