/** Cluster locks by name, with modes, sessions and fencing tokens. */
@NullMarked
package dev.cairn.api.lock;

import org.jspecify.annotations.NullMarked;
