/** What is asked of the volume as a whole: sections 29 and 31 of the behaviour reference. */
@NullMarked
package dev.cairn.metadata.volume;

import org.jspecify.annotations.NullMarked;
