package dev.sluice.internal.topic;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Topic;
import dev.sluice.Topic.Seat;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.topic.Member.Got;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A topic under several publishers")
@Timeout(20)
class FanOutStressTest {

    private static final int PUBLISHERS = 3;

    private final Topic<String> topic = Topic.create(Member.CHANNEL);

    @Test
    @DisplayName("shows all members one order, in which each publisher's messages keep theirs")
    void oneOrder() {
        int each = 3_000;
        List<Member> members = List.of(new Member(), new Member(), new Member());
        members.forEach(member -> topic.join(member.stream()));
        Crew.start(PUBLISHERS, number -> {
            for (int i = 0; i < each; i++) {
                topic.publish(number + ":" + i);
            }
        }).join();

        List<Got> first = members.get(0).poll();
        assertThat(first.stream().mapToLong(Got::offset).toArray())
                .isEqualTo(LongStream.rangeClosed(1, (long) PUBLISHERS * each).toArray());
        for (int number = 0; number < PUBLISHERS; number++) {
            String prefix = number + ":";
            List<String> own = first.stream().map(Got::text).filter(text -> text.startsWith(prefix)).toList();
            assertThat(own).hasSize(each).first().isEqualTo(prefix + 0);
            for (int i = 0; i < each; i++) {
                require(own.get(i).equals(prefix + i), "the order of a publisher");
            }
        }
        assertThat(members.get(1).poll()).isEqualTo(first);
        assertThat(members.get(2).poll()).isEqualTo(first);
    }

    @Test
    @DisplayName("gives a member that joins and leaves every message in between, without a gap, and no other")
    void comingAndGoing() {
        int each = 4_000;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger stays = new AtomicInteger();
        Crew publishers = Crew.start(PUBLISHERS, number -> {
            for (int i = 0; i < each; i++) {
                begun.incrementAndGet();
                topic.publish("x");
                done.incrementAndGet();
            }
        });
        Crew members = Crew.start(3, number -> {
            Member member = new Member();
            do {
                int doneBefore = done.get();
                Seat seat = topic.join(member.stream());
                int begunBefore = begun.get();
                while (done.get() < begunBefore + 5 && publishers.isWorking()) {
                    Thread.onSpinWait();
                }
                int doneWhileJoined = done.get();
                seat.close();
                check(member.poll(), doneBefore, begunBefore, doneWhileJoined);
                stays.incrementAndGet();
            } while (publishers.isWorking());
            require(member.poll().isEmpty(), "nothing comes after leaving");
        });
        publishers.join();
        members.join();

        assertThat(stays).hasPositiveValue();
        assertThat(topic.size()).isZero();
    }

    /** Offsets up to the first number were published before the join, those from the second to the third while joined. */
    private static void check(List<Got> got, long before, long begunBefore, long doneWhileJoined) {
        for (int i = 1; i < got.size(); i++) {
            require(got.get(i).offset() == got.get(i - 1).offset() + 1, "no gap, nothing twice");
        }
        if (doneWhileJoined > begunBefore) {
            require(!got.isEmpty(), "what was published while joined");
        }
        if (!got.isEmpty()) {
            require(got.get(0).offset() > before, "nothing from before the join");
            require(got.get(0).offset() <= begunBefore + 1, "everything from the join on");
            require(got.get(got.size() - 1).offset() >= doneWhileJoined, "everything up to the leave");
        }
    }

    @Test
    @DisplayName("keeps nobody whose stream ends while it joins")
    void endingWhileJoining() {
        for (int round = 0; round < 200; round++) {
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                members.add(new Member());
            }
            Crew.start(2, number -> members.forEach(member -> {
                if (number == 0) {
                    topic.join(member.stream());
                } else {
                    member.stream().end(new Close(Cause.LOST, 1006, ""));
                }
            })).join();
            for (Member member : members) {
                member.stream().whenClosed().toCompletableFuture().join();
            }
        }

        await().untilAsserted(() -> assertThat(topic.size()).isZero());
    }
}
