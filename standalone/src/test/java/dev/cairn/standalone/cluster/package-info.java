@NullMarked
package dev.cairn.standalone.cluster;

import org.jspecify.annotations.NullMarked;
