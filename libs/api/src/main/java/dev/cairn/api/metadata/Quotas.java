package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * Quota rules (section 26 of the behaviour reference). Nothing here counts usage: archive software keeps {@code totl.}
 * attributes that stand for it, and a rule refuses operations while a total has reached the rule's limit, with {@link
 * ErrorCode#EDQUOT}, reason {@code quota}. That goes for every caller. A rule counts from the moment its change is
 * answered; totals count as of the transaction before the one that is checked.
 *
 * <p>Checked are the making of inodes (files, directories, symbolic links, special and temporary files; not further names
 * of a file, and not renames) and every request that writes or reserves data. Not checked are staging, moving of blocks,
 * direct changes of attributes and truncation, and so neither is replacing a file's content by nothing.
 *
 * <p>All calls need {@code VOLUME_ADMIN} ({@link ErrorCode#EPERM}).
 */
public interface Quotas {

    /**
     * Adds rules, all or none.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code quota-rule}, for a rule that is not {@link
     *     QuotaRule#requireValid valid}; {@link ErrorCode#EEXIST} if one exists with exactly its fields; {@link
     *     ErrorCode#E2BIG} for more than {@link MetadataLimits#QUOTA_RULES_PER_CALL_MAX}
     */
    void add(CallContext context, List<QuotaRule> rules);

    /**
     * Removes rules, all or none.
     *
     * @throws CairnException {@link ErrorCode#ENOENT} if one does not exist with exactly its fields; else as {@link #add}
     */
    void remove(CallContext context, List<QuotaRule> rules);

    /**
     * Rules from the highest down, behind {@code after}, which need not exist any more; at most {@link
     * MetadataLimits#PAGE_ENTRIES_MAX}. Fewer than asked for mean the end.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a negative limit
     */
    List<QuotaRule> list(CallContext context, Optional<QuotaRule> after, int limit);
}
