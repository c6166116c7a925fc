/** The holder's side of the locks: one session of this process, and the grants its threads share. */
@NullMarked
package dev.cairn.lock.client;

import org.jspecify.annotations.NullMarked;
