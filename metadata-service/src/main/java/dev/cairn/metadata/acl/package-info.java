/** Access control lists as pure values: their attribute form, what they allow, and how they and permission bits go together. */
@NullMarked
package dev.cairn.metadata.acl;

import org.jspecify.annotations.NullMarked;
