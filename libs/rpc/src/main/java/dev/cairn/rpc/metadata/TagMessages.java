package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.TagsProto;
import java.util.Optional;

/** The values of tagged attributes and quota rules as messages, in both directions. */
final class TagMessages {

    private TagMessages() {}

    static TagsProto.SearchResult found(SearchPage page) {
        return TagsProto.SearchResult.newBuilder()
                .addAllInodes(page.inodes().stream().map(InodeNumber::value).toList())
                .setIsEnd(page.isEnd())
                .build();
    }

    static SearchPage readFound(TagsProto.SearchResult message) {
        return new SearchPage(
                message.getInodesList().stream().map(InodeNumber::new).toList(), message.getIsEnd());
    }

    static TagsProto.TotalName name(TotalName name) {
        return TagsProto.TotalName.newBuilder()
                .setA(name.a())
                .setB(name.b())
                .setC(name.c())
                .build();
    }

    static TotalName readName(TagsProto.TotalName message) {
        return new TotalName(message.getA(), message.getB(), message.getC());
    }

    static TagsProto.Total total(Total total) {
        return TagsProto.Total.newBuilder()
                .setName(name(total.name()))
                .setSum(total.sum())
                .setCount(total.count())
                .build();
    }

    static Total readTotal(TagsProto.Total message) {
        return new Total(readName(message.getName()), message.getSum(), message.getCount());
    }

    static TagsProto.IndexPosition position(IndexPosition position) {
        return TagsProto.IndexPosition.newBuilder()
                .setMajor(position.major())
                .setMinor(position.minor())
                .setInode(position.inode().value())
                .build();
    }

    static IndexPosition readPosition(TagsProto.IndexPosition message) {
        return new IndexPosition(message.getMajor(), message.getMinor(), new InodeNumber(message.getInode()));
    }

    static TagsProto.HiddenNames hidden(HiddenPage page) {
        var message = TagsProto.HiddenNames.newBuilder().addAllNames(FileMessages.byteStrings(page.names()));
        page.next().ifPresent(next -> message.setNext(WireValues.bytes(next)));
        return message.build();
    }

    static HiddenPage readHidden(TagsProto.HiddenNames message) {
        return new HiddenPage(
                message.getNamesList().stream().map(WireValues::bytes).toList(),
                message.hasNext() ? Optional.of(WireValues.bytes(message.getNext())) : Optional.empty());
    }

    static TagsProto.QuotaRule rule(QuotaRule rule) {
        return TagsProto.QuotaRule.newBuilder()
                .setPriority(rule.priority())
                .setA(element(rule.a()))
                .setB(element(rule.b()))
                .setC(element(rule.c()))
                .setOperation(rule.operation().name())
                .setLimit(rule.limit())
                .setMeasure(rule.measure().name())
                .build();
    }

    static QuotaRule readRule(TagsProto.QuotaRule message) {
        return new QuotaRule(
                message.getPriority(),
                readElement(message.getA()),
                readElement(message.getB()),
                readElement(message.getC()),
                QuotaRule.Operation.valueOf(message.getOperation()),
                message.getLimit(),
                QuotaRule.Measure.valueOf(message.getMeasure()));
    }

    private static TagsProto.QuotaElement element(QuotaRule.Element element) {
        return TagsProto.QuotaElement.newBuilder()
                .setValue(element.value())
                .setSource(element.source().name())
                .setIsSelecting(element.isSelecting())
                .build();
    }

    private static QuotaRule.Element readElement(TagsProto.QuotaElement message) {
        return new QuotaRule.Element(
                message.getValue(), QuotaRule.Source.valueOf(message.getSource()), message.getIsSelecting());
    }
}
