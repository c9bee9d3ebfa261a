package dev.sluice.internal.topic;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.topic.Member.Got;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A topic under several publishers, whose members come back again and again")
@Timeout(30)
class ResumeStressTest {

    private static final TransportConfig SMALL = TransportConfig.builder().outboxMessages(20).build();

    @Test
    @DisplayName("shows each of them every message once and in order")
    void everyMessageOnce() {
        int publishers = 3;
        int each = 5_000;
        Topic<String> topic = Topic.of(Member.CHANNEL).history(publishers * each).create();
        AtomicInteger stays = new AtomicInteger();
        String epoch = epoch(topic);
        Crew publishing = Crew.start(publishers, number -> {
            for (int i = 0; i < each; i++) {
                topic.publish(number + ":" + i);
            }
        });
        Crew members = Crew.start(3, number -> {
            Random random = new Random(number);
            long last = 0;
            while (last < (long) publishers * each) {
                Member member = Member.back(epoch + "-" + last, SMALL);
                topic.join(member.stream());
                for (int i = random.nextInt(5); i >= 0; i--) {
                    last = check(member.poll(), last);
                }
                member.stream().end(new Close(Cause.LOST, 1006, ""));
                stays.incrementAndGet();
            }
        });
        publishing.join();
        members.join();

        assertThat(stays).hasPositiveValue();
    }

    private static String epoch(Topic<String> topic) {
        Member member = new Member();
        topic.join(member.stream()).close();
        String begin = member.pollRaw().get(0);
        return begin.substring("id: ".length(), begin.lastIndexOf('-'));
    }

    private static long check(List<Got> got, long before) {
        long last = before;
        for (Got message : got) {
            require(message.offset() == last + 1, "no gap, nothing twice, one order");
            last = message.offset();
        }
        return last;
    }
}
