// Lets a script that was built into a temporary folder find the project's packages.
const { Module } = require('node:module')
const { join } = require('node:path')
process.env.NODE_PATH = join(__dirname, '../../node_modules')
Module._initPaths()
