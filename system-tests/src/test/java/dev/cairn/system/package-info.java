/** Tests of the program as users run it: processes, sockets, files, and nothing of its insides. */
@NullMarked
package dev.cairn.system;

import org.jspecify.annotations.NullMarked;
