/** Quota rules, and the checks that creations and writes make against them. */
@NullMarked
package dev.cairn.metadata.quota;

import org.jspecify.annotations.NullMarked;
