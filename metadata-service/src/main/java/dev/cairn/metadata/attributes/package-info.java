/** Attributes that archive software reads and sets directly (section 18 of the behaviour reference). */
@NullMarked
package dev.cairn.metadata.attributes;

import org.jspecify.annotations.NullMarked;
